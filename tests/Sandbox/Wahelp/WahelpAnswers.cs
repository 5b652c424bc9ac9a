using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>The shapes of Wahelp's answers.</summary>
internal static class WahelpAnswers
{
    /// <summary>Names are literal: Wahelp's own are snake_case.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Answer Ok(object data) => new(200, JsonSerializer.Serialize(new { success = true, data }, Json));

    /// <summary>The refresh answer has no success flag.</summary>
    public static Answer Refreshed(string token, int expiresIn) =>
        new(200, JsonSerializer.Serialize(new { data = new { token = new { token, expires_in = expiresIn } } }, Json));

    public static Answer Error(int status, string message, int? retryAfter = null) =>
        new(status, JsonSerializer.Serialize(new { success = false, message }, Json), retryAfter);

    public static Answer Scripted(ScriptedAnswer script) => script.BodyText is { } body
        ? new Answer(script.Status ?? 200, body, script.RetryAfter)
        : Error(script.Status ?? 200, Describe(script), script.RetryAfter);

    public static string Describe(ScriptedAnswer script) => script.Description ?? script.Status switch
    {
        401 => "Unauthenticated.",
        404 => "Not Found",
        429 => "Слишком много попыток. Попробуйте позже.",
        >= 500 => "Server Error",
        _ => "Ошибка",
    };
}

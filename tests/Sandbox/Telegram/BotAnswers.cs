using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>The two shapes of a Bot API answer, and error texts by code.</summary>
internal static class BotAnswers
{
    /// <summary>Telegram's field names are snake_case; null values are omitted.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Answer Ok(object result) => OkRaw(JsonSerializer.Serialize(result, Json));

    public static Answer OkRaw(string json) => new(200, $$"""{"ok":true,"result":{{json}}}""");

    public static Answer Error(int code, string description, int? retryAfter = null)
    {
        var parameters = retryAfter is { } seconds ? new { retry_after = seconds } : null;
        var body = new { ok = false, error_code = code, description, parameters };
        return new Answer(code, JsonSerializer.Serialize(body, Json), retryAfter);
    }

    public static Answer Scripted(ScriptedAnswer script)
    {
        var status = script.Status ?? 200;
        return script.BodyText is { } body
            ? new Answer(status, body, script.RetryAfter)
            : Error(status, Describe(script), script.RetryAfter);
    }

    public static string Describe(ScriptedAnswer script) => script.Description ?? script.Status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden: bot was blocked by the user",
        404 => "Not Found",
        413 => "Request Entity Too Large",
        429 => $"Too Many Requests: retry after {script.RetryAfter ?? 1}",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Error",
    };
}

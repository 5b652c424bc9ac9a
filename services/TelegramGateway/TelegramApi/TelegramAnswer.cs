using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Relay.ServiceDefaults;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>An answer of the Bot API, or of a proxy before it.</summary>
/// <param name="Status">The HTTP status, or <c>error_code</c> if the body has one.</param>
/// <param name="Ok">True if the call succeeded.</param>
/// <param name="Result">The call's result as JSON; null if there is none.</param>
/// <param name="Description">The error in Telegram's words; may be empty. May quote what was sent: never log it.</param>
/// <param name="RetryAfter">How long Telegram asks to wait; null if it does not.</param>
/// <param name="MigrateToChatId">The group's new id; null if it did not move.</param>
internal sealed record TelegramAnswer(
    int Status,
    bool Ok,
    string? Result = null,
    string Description = "",
    TimeSpan? RetryAfter = null,
    long? MigrateToChatId = null)
{
    /// <summary>The time of the answer, by Telegram's clock; null if unknown.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>In bytes. Answers to calls are a message or an error; Telegram sends none larger.</summary>
    private const long LargestAnswer = 1024 * 1024;

    /// <exception cref="HttpRequestException">The answer is larger than any of Telegram's.</exception>
    public static async Task<TelegramAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = Read(response.StatusCode, body) with { At = response.Headers.Date };
        return answer.RetryAfter is null && response.Headers.RetryAfter?.Delta is { } wait ? answer with { RetryAfter = wait } : answer;
    }

    /// <summary>Reads as much as possible: a proxy's error body need not be JSON.</summary>
    public static TelegramAnswer Read(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Clean(Encoding.UTF8.GetString(body)));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read((int)status, document.RootElement) : new((int)status, Ok: false);
        }
        catch (JsonException)
        {
            return new((int)status, Ok: false);
        }
    }

    private static TelegramAnswer Read(int status, JsonElement body)
    {
        var ok = body.TryGetProperty("ok", out var flag) && flag.ValueKind == JsonValueKind.True;
        var parameters = body.TryGetProperty("parameters", out var more) && more.ValueKind == JsonValueKind.Object ? more : default;
        return new(
            status == (int)HttpStatusCode.OK && !ok ? (int)(Number(body, "error_code") ?? status) : status,
            ok && status == (int)HttpStatusCode.OK,
            ok && body.TryGetProperty("result", out var result) ? result.GetRawText() : null,
            Text(body, "description"),
            Number(parameters, "retry_after") is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) : null,
            Number(parameters, "migrate_to_chat_id"));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static long? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && long.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

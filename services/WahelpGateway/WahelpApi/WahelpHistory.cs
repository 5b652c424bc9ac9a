using System.Globalization;
using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// The last messages of the channel, by <c>GET …/messages?limit=N</c>: in the vendor's listing (wahelp-api, "history"), its answer in no public
/// source. So any list of objects in the usual places is taken, and each object is read by the rules for webhooks.
/// </summary>
internal sealed class WahelpHistory(WahelpHttp http, WahelpOptions options)
{
    private static readonly string[] Places = ["data", "messages", "items", "list", "result"];

    private readonly string path = WahelpAddress.Channel(options) + "/messages?limit=";

    /// <summary>What stands in the channel, the oldest first; what has no time comes first of all.</summary>
    /// <param name="limit">How many messages at most.</param>
    public async Task<HistoryAnswer> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var answer = await http.LimitedAsync(token => http.GetAsync(path + limit.ToString(CultureInfo.InvariantCulture), token), cancellationToken);
        if (answer.Status is null or >= 500 or 401 or 429)
        {
            return new HistoryAnswer.NotNow();
        }

        return WahelpOutcomes.IsAccepted(answer) && Parse(answer.Body) is { } messages
            ? new HistoryAnswer.Messages([.. messages.OrderBy(message => message.At)])
            : new HistoryAnswer.Absent(answer.Status.Value);
    }

    private static List<WebhookEvent>? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return FindList(document.RootElement, depth: 3) is { } list
                ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object).SelectMany(one => WebhookParser.Parse(one.GetRawText()))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? FindList(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Array => element,
        JsonValueKind.Object when depth > 0 => Places
            .Select(place => element.TryGetProperty(place, out var inner) ? FindList(inner, depth - 1) : null)
            .FirstOrDefault(found => found is not null),
        _ => null,
    };
}

/// <summary>What came of asking for the history.</summary>
internal abstract record HistoryAnswer
{
    private HistoryAnswer()
    {
    }

    /// <summary>It came.</summary>
    public sealed record Messages(IReadOnlyList<WebhookEvent> Oldest) : HistoryAnswer;

    /// <summary>Wahelp did not answer, or refuses everything now.</summary>
    public sealed record NotNow : HistoryAnswer;

    /// <summary>This account has no such method, or nobody can read what it answers.</summary>
    public sealed record Absent(int Status) : HistoryAnswer;
}

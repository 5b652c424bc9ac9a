using System.Globalization;
using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// The last messages of the channel, by <c>GET …/messages?limit=N</c>: in the vendor's listing (wahelp-api, "history"), its answer in no public
/// source. So any list of objects in the usual places is taken, and each object is read by the rules for webhooks.
/// </summary>
internal sealed partial class WahelpHistory(WahelpHttp http, WahelpOptions options, TimeProvider time, ILogger<WahelpHistory> logger)
{
    private static readonly string[] Places = ["data", "messages", "items", "list", "result"];

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly TimeZoneInfo zone = options.Zone;
    private readonly string path = WahelpAddress.Channel(options) + "/messages?limit=";

    private DateTimeOffset askAgainAt = DateTimeOffset.MinValue;
    private TimeSpan? refusedFor;

    /// <summary>What stands in the channel, the oldest first; what has no time comes first of all. Used by one caller at a time.</summary>
    /// <param name="limit">How many messages at most.</param>
    public async Task<HistoryAnswer> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < askAgainAt)
        {
            return new HistoryAnswer.NotNow();
        }

        var answer = await AskAsync(limit, cancellationToken);
        if (answer.Step == WahelpStep.LogIn)
        {
            askAgainAt = answer.Status is >= 300 and < 500 ? time.GetUtcNow() + FirstWait : askAgainAt;
            return new HistoryAnswer.NotNow();
        }

        var status = WahelpOutcomes.StatusOf(answer);
        WaitIfRefused(status);
        if (status is null or >= 500 or 401 or 429)
        {
            return new HistoryAnswer.NotNow();
        }

        return WahelpOutcomes.IsAccepted(answer) && Parse(answer.Body, zone) is { } messages
            ? new HistoryAnswer.Messages([.. messages.OrderBy(message => message.At)])
            : new HistoryAnswer.Absent(status.Value);
    }

    /// <summary>What a look at one message is answered: the status, 0 if nothing answered.</summary>
    public async Task<int> AskStatusAsync(CancellationToken cancellationToken) => WahelpOutcomes.StatusOf(await AskAsync(1, cancellationToken)) ?? 0;

    private Task<WahelpAnswer> AskAsync(int limit, CancellationToken cancellationToken) => http.LimitedAsync(
        token => http.GetAsync(WahelpStep.ReadHistory, path + limit.ToString(CultureInfo.InvariantCulture), token), cancellationToken);

    /// <summary>An account may be let send and not read. Then asking every few seconds is no use, and a log-in for each question is harm.</summary>
    private void WaitIfRefused(int? status)
    {
        if (status != 401)
        {
            refusedFor = status is null or >= 500 or 429 ? refusedFor : null;
            return;
        }

        if (refusedFor is null)
        {
            Log.Refused(logger);
        }

        refusedFor = refusedFor is not { } before ? FirstWait : 2 * before < LongestWait ? 2 * before : LongestWait;
        askAgainAt = time.GetUtcNow() + refusedFor.Value;
    }

    private static List<WebhookEvent>? Parse(string body, TimeZoneInfo zone)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return FindList(document.RootElement, depth: 3) is { } list
                ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object).SelectMany(one => WebhookParser.Parse(one.GetRawText(), zone))]
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

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Wahelp refuses its history (401). It is asked again ever more rarely, up to once an hour; "
                + "until then a manager's message whose webhook is lost stays lost")]
        public static partial void Refused(ILogger logger);
    }
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

using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>getUpdates, read as raw JSON: one update that no library can read must not stop the others.</summary>
internal sealed class UpdateSource(TelegramConnection connection, TimeProvider time)
{
    /// <summary>The kinds that we handle; others are not requested.</summary>
    public static IReadOnlyList<string> AllowedUpdates { get; } = ["message", "edited_message", "my_chat_member"];

    private const int BatchSize = 100;

    /// <summary>How long Telegram holds an empty poll open (core.telegram.org/bots/api#getupdates; up to 50 s).</summary>
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(30);

    /// <summary>For the answer's way back, on a slow line with a hundred updates.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private static readonly string Allowed = Uri.EscapeDataString(JsonSerializer.Serialize(AllowedUpdates));

    /// <summary>One poll. Throws only on cancellation.</summary>
    /// <param name="offset">The first update wanted: it confirms all below it. Null for all unconfirmed ones.</param>
    /// <param name="waits">True to hold the poll open if there are no updates; otherwise it is answered at once.</param>
    public async Task<PollAnswer> GetAsync(long? offset, bool waits, CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"limit={BatchSize}&timeout={(waits ? LongPoll.TotalSeconds : 0):0}&allowed_updates={Allowed}{(offset is { } first ? $"&offset={first}" : "")}");
        using var limit = new CancellationTokenSource(LongPoll + Grace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var (status, body) = await connection.PollAsync(query, both.Token);
            return status == HttpStatusCode.OK ? new PollAnswer.Updates(RawUpdate.ReadResult(body)) : Refused(TelegramAnswer.Read(status, body));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new PollAnswer.Failed(error switch
            {
                HttpRequestException http => http.HttpRequestError.ToString(),
                OperationCanceledException => "Timeout",
                JsonException => "NotJson",
                _ => error.GetType().Name,
            });
        }
    }

    private static PollAnswer Refused(TelegramAnswer answer) => answer switch
    {
        { Status: 409 } => new PollAnswer.Conflict(ByWebhook: answer.Description.Contains("webhook", StringComparison.OrdinalIgnoreCase)),
        { Status: 429 } => new PollAnswer.RateLimited(answer.RetryAfter ?? TimeSpan.FromSeconds(5)),
        _ => new PollAnswer.Failed(answer.Status.ToString(CultureInfo.InvariantCulture)),
    };
}

/// <summary>The result of one getUpdates.</summary>
internal abstract record PollAnswer
{
    private PollAnswer()
    {
    }

    /// <summary>Updates in Telegram's order; empty if none came in time.</summary>
    public sealed record Updates(IReadOnlyList<RawUpdate> Batch) : PollAnswer;

    /// <summary>409: another program takes this bot's updates.</summary>
    /// <param name="ByWebhook">True if a webhook is set; false if another program polls.</param>
    public sealed record Conflict(bool ByWebhook) : PollAnswer;

    /// <summary>429.</summary>
    public sealed record RateLimited(TimeSpan Wait) : PollAnswer;

    /// <summary>Anything else, by a short name or status.</summary>
    public sealed record Failed(string Why) : PollAnswer;
}

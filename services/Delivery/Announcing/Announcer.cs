using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Announcing;

/// <summary>
/// Reports outcomes to the origin: delivered messages in batches, held and failed ones alone. A row is done when the broker has confirmed; until then
/// it is due again after 30 s. Outcomes are idempotent, and nothing waits for them, so messages delivered meanwhile are grouped for the next batch.
/// </summary>
internal sealed partial class Announcer(
    NpgsqlDataSource database,
    AnnounceQueue queue,
    IWriters writers,
    LanePeer peer,
    IBusSender bus,
    IDatabaseReady ready,
    MessageTraces traces,
    TimeProvider time,
    ILogger<Announcer> logger) : BackgroundService
{
    private const int BatchSize = 500;

    private long lastLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        await Rounds.RunAsync(RoundAsync, Timings.LookEvery, error => Log.RoundFailed(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        if (await AnnounceBatchAsync(cancellationToken) < BatchSize)
        {
            await Task.Delay(Timings.OutcomesGather, time, cancellationToken);
            await queue.WaitAsync(Timings.LookEvery, cancellationToken);
        }

        return TimeSpan.Zero;
    }

    /// <returns>How many were announced, or tried.</returns>
    internal async Task<int> AnnounceBatchAsync(CancellationToken cancellationToken)
    {
        var told = queue.Take(BatchSize).ConvertAll(
            row => new Told(row.MessageId, row.MaybeDuplicate, ClaimedUntil: null, row.Lane, MessageState.Delivered.Text(), row.TraceParent));
        List<OutcomeRow> needWords = [];
        if (told.Count < BatchSize && (queue.TakeLookRequest() || time.GetElapsedTime(lastLook) >= Timings.LookEvery))
        {
            lastLook = time.GetTimestamp();
            var due = await TryClaimAsync(BatchSize - told.Count, cancellationToken);
            told.AddRange(due.Where(NeedsNoWords).Select(AsTold));
            needWords = due.FindAll(row => !NeedsNoWords(row));
        }

        var answers = await Task.WhenAll(
            needWords.Select(row => TryTellAsync(row, cancellationToken)).Append(TryTellAsync(told, cancellationToken)));
        List<Told> marked = [.. answers.SelectMany(rows => rows)];
        if (marked.Count > 0)
        {
            await database.RunAsync(Announcements.MarkTold(marked.ConvertAll(row => (row.MessageId, row.ClaimedUntil))), cancellationToken);
        }

        return told.Count + needWords.Count;
    }

    private Task<List<Told>> TryTellAsync(List<Told> delivered, CancellationToken cancellationToken) => delivered.Count == 0
        ? Task.FromResult(delivered)
        : TrySendAsync(
            new MessageOutcomes
            {
                MessageIds = delivered.ConvertAll(row => row.MessageId),
                State = OutcomeState.Delivered,
                MaybeDuplicates = [.. delivered.Where(row => row.MaybeDuplicate).Select(row => row.MessageId)],
            },
            delivered,
            cancellationToken);

    private Task<List<Told>> TryTellAsync(OutcomeRow row, CancellationToken cancellationToken)
    {
        var reason = row.Reason ?? row.State.Text();
        return row.Local
            ? TryTellAsync(() => writers.TellOwnFailedAsync(row.Message, reason, cancellationToken), [AsTold(row)], cancellationToken)
            : TrySendAsync(
                new MessageOutcomes
                {
                    MessageIds = [row.Message.MessageId],
                    State = row.State == MessageState.Held ? OutcomeState.Held : OutcomeState.Failed,
                    Reason = reason,
                    Since = row.Since,
                    Lane = row.Message.Lane,
                    SentTo = row.Message.SentTo,
                },
                [AsTold(row)],
                cancellationToken);
    }

    private Task<List<Told>> TrySendAsync(MessageOutcomes outcomes, List<Told> rows, CancellationToken cancellationToken) => TryTellAsync(
        async () =>
        {
            using var spans = traces.AreOn ? traces.StartTogether("announce", rows.ConvertAll(row => row.Step)) : null;
            await bus.SendAsync(peer.MessageOutcomesEndpoint, outcomes, Guid.NewGuid(), parent: null, cancellationToken);
        },
        rows,
        cancellationToken);

    /// <summary>A failure with one row, even an unreadable body, does not stop the others.</summary>
    private async Task<List<Told>> TryTellAsync(Func<Task> tell, List<Told> rows, CancellationToken cancellationToken)
    {
        try
        {
            await tell();
            return rows;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTold(logger, error, rows.Count);
            return [];
        }
    }

    /// <summary>Rows handed over in memory are announced even if the table cannot be read now.</summary>
    private async Task<List<OutcomeRow>> TryClaimAsync(int atMost, CancellationToken cancellationToken)
    {
        try
        {
            return [.. await database.ReadAsync(Announcements.Claim(atMost), cancellationToken)];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            queue.LookNow();
            Log.RoundFailed(logger, error);
            return [];
        }
    }

    /// <summary>
    /// Delivered; or closed, because its origin knew it to be settled. If the origin asks again, it has forgotten the message, and this settles it.
    /// </summary>
    private static bool NeedsNoWords(OutcomeRow row) => !row.Local && row.State is MessageState.Delivered or MessageState.Closed;

    private static Told AsTold(OutcomeRow row) =>
        new(row.Message.MessageId, row.Message.MaybeDuplicate, row.ClaimedUntil, row.Message.Lane, row.Reason ?? row.State.Text(), row.TraceParent);

    /// <param name="ClaimedUntil">As the claim wrote it; null if the row was born claimed.</param>
    private readonly record struct Told(
        Guid MessageId, bool MaybeDuplicate, DateTimeOffset? ClaimedUntil, string Lane, string Outcome, string? TraceParent)
    {
        public (Guid MessageId, string Lane, string Outcome, string? Parent) Step => (MessageId, Lane, Outcome, TraceParent);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of announcing failed; it is repeated")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} outcomes could not be announced; they are tried again in 30 s")]
        public static partial void NotTold(ILogger logger, Exception exception, int count);
    }
}

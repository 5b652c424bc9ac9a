using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.TellingTheOwner;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Announcing;

/// <summary>
/// Tells the origin what became of its messages: delivered ones in batches, held and failed ones each by itself. A row counts as told
/// when the broker has confirmed; until then it comes up again after 30 s. Hearing it twice harms nobody. Nobody waits for it either: what
/// is delivered meanwhile gathers for the next batch.
/// </summary>
internal sealed partial class Announcer(
    NpgsqlDataSource database,
    AnnounceQueue queue,
    IOutcomeContracts contracts,
    IOwnerNotices owner,
    IBusSender bus,
    IDatabaseReady ready,
    MessageTraces traces,
    TimeProvider time,
    ILogger<Announcer> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GathersFor = TimeSpan.FromMilliseconds(50);

    private long lastLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await AnnounceBatchAsync(stoppingToken) < BatchSize)
                {
                    await Task.Delay(GathersFor, time, stoppingToken);
                    await queue.WaitAsync(LookEvery, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                Log.RoundFailed(logger, error.GetType().Name);
                await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How many were told, or tried.</returns>
    internal async Task<int> AnnounceBatchAsync(CancellationToken cancellationToken)
    {
        var told = queue.Take(BatchSize).ConvertAll(row => new Told(row.MessageId, row.MaybeDuplicate, ClaimedUntil: null, row.Lane, "delivered", row.TraceParent));
        List<Outcome> needWords = [];
        if (told.Count < BatchSize && (queue.TakeLookRequest() || time.GetElapsedTime(lastLook) >= LookEvery))
        {
            lastLook = time.GetTimestamp();
            var due = await TryClaimAsync(BatchSize - told.Count, cancellationToken);
            told.AddRange(due.Where(row => row.NeedsNoWords).Select(row => row.AsTold));
            needWords = due.FindAll(row => !row.NeedsNoWords);
        }

        var answers = await Task.WhenAll(
            needWords.Select(row => TryTellAsync(row, cancellationToken)).Append(TryTellAsync(told, cancellationToken)));
        await MarkToldAsync([.. answers.SelectMany(rows => rows)], cancellationToken);
        return told.Count + needWords.Count;
    }

    private async Task<List<Told>> TryTellAsync(List<Told> delivered, CancellationToken cancellationToken)
    {
        if (delivered.Count == 0)
        {
            return [];
        }

        var ids = delivered.ConvertAll(row => row.MessageId);
        var duplicates = delivered.Where(row => row.MaybeDuplicate).Select(row => row.MessageId).ToList();
        return await TryPublishAsync(() => contracts.Delivered(ids, duplicates), delivered, cancellationToken);
    }

    private async Task<List<Told>> TryTellAsync(Outcome row, CancellationToken cancellationToken)
    {
        var reason = row.Reason ?? row.State;
        return row.Local
            ? await TryTellAsync(() => TellOwnerAsync(row.Message, reason, cancellationToken), [row.AsTold], cancellationToken)
            : await TryPublishAsync(
                () => row.State == "held" ? contracts.Held(row.Message, reason, row.Since) : contracts.Failed(row.Message, reason, row.Since),
                [row.AsTold],
                cancellationToken);
    }

    private async Task TellOwnerAsync(OutgoingMessage message, string reason, CancellationToken cancellationToken)
    {
        if (contracts.LocalFailed(message, reason) is { } notice)
        {
            await owner.TellAsync(notice, cancellationToken);
        }
    }

    private Task<List<Told>> TryPublishAsync(Func<object> make, List<Told> rows, CancellationToken cancellationToken) => TryTellAsync(
        async () =>
        {
            var contract = make();
            using var spans = traces.AreOn ? traces.StartTogether("announce", rows.ConvertAll(row => row.Step)) : null;
            await bus.PublishAsync(contract, contract.GetType(), Guid.NewGuid(), parent: null, cancellationToken);
        },
        rows,
        cancellationToken);

    /// <summary>Whatever goes wrong with one row, its stored body included, the others are told.</summary>
    private async Task<List<Told>> TryTellAsync(Func<Task> tell, List<Told> rows, CancellationToken cancellationToken)
    {
        try
        {
            await tell();
            return rows;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTold(logger, rows.Count, error.GetType().Name);
            return [];
        }
    }

    /// <summary>What was handed over in memory is told also where the table cannot be read now.</summary>
    private async Task<List<Outcome>> TryClaimAsync(int atMost, CancellationToken cancellationToken)
    {
        try
        {
            return await ClaimAsync(atMost, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            queue.LookNow();
            Log.RoundFailed(logger, error.GetType().Name);
            return [];
        }
    }

    private async Task<List<Outcome>> ClaimAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH claimed AS (
                UPDATE delivery SET announce_at = now() + interval '30 s'
                WHERE message_id IN (
                    SELECT message_id FROM delivery WHERE announce_at <= now() ORDER BY announce_at LIMIT @limit FOR UPDATE SKIP LOCKED)
                RETURNING *)
            SELECT c.message_id, c.lane, c.number, c.type, c.body, c.parts_done, c.maybe_duplicate, c.received_at, c.local, c.state, c.reason,
                   CASE WHEN c.state = 'held' THEN coalesce(l.held_since, now()) ELSE coalesce(c.done_at, now()) END, c.trace_parent, c.announce_at, c.phone
            FROM claimed c JOIN lane l ON l.key = c.lane
            WHERE c.done_at IS NOT NULL OR c.state = 'held'
            """);
        command.Parameters.Add(new("limit", atMost));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Outcome>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private static Outcome Read(NpgsqlDataReader row) => new(
        new OutgoingMessage
        {
            MessageId = row.GetGuid(0),
            Lane = row.GetString(1),
            Number = row.GetInt64(2),
            Type = row.GetString(3),
            Body = row.GetString(4),
            PartsDone = row.GetInt32(5),
            MaybeDuplicate = row.GetBoolean(6),
            ReceivedAt = row.GetFieldValue<DateTimeOffset>(7),
            SentTo = row.IsDBNull(14) ? null : row.GetString(14),
        },
        Local: row.GetBoolean(8),
        State: row.GetString(9),
        Reason: row.IsDBNull(10) ? null : row.GetString(10),
        Since: row.GetFieldValue<DateTimeOffset>(11),
        TraceParent: row.IsDBNull(12) ? null : row.GetString(12),
        ClaimedUntil: row.GetFieldValue<DateTimeOffset>(13));

    /// <summary>A row whose state changed meanwhile, or that its origin asked for again, is due again: that is yet to be told.</summary>
    private async Task MarkToldAsync(List<Told> told, CancellationToken cancellationToken)
    {
        if (told.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(
            """
            WITH free AS (SELECT message_id FROM delivery WHERE message_id = ANY(@ids) FOR UPDATE SKIP LOCKED)
            UPDATE delivery d SET announce_at = NULL FROM unnest(@ids, @claimed) AS t (id, claimed)
            WHERE d.message_id = t.id AND d.message_id IN (SELECT message_id FROM free) AND (d.announce_at = t.claimed OR (t.claimed IS NULL AND d.announce_at > now()))
            """);
        command.Parameters.Add(new("ids", told.ConvertAll(row => row.MessageId)));
        command.Parameters.Add(new("claimed", told.ConvertAll(row => row.ClaimedUntil)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Outcome(
        OutgoingMessage Message, bool Local, string State, string? Reason, DateTimeOffset Since, string? TraceParent, DateTimeOffset ClaimedUntil)
    {
        /// <summary>Delivered; or closed, because its origin knew it to be settled: where it asks again, it has forgotten, and only settles it.</summary>
        public bool NeedsNoWords => !Local && State is "delivered" or "closed";

        public Told AsTold => new(Message.MessageId, Message.MaybeDuplicate, ClaimedUntil, Message.Lane, Reason ?? State, TraceParent);
    }

    /// <param name="ClaimedUntil">As the claim wrote it; null where the row was born claimed.</param>
    private readonly record struct Told(
        Guid MessageId, bool MaybeDuplicate, DateTimeOffset? ClaimedUntil, string Lane, string Outcome, string? TraceParent)
    {
        public (Guid MessageId, string Lane, string Outcome, string? Parent) Step => (MessageId, Lane, Outcome, TraceParent);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of announcing failed ({Error}); it is repeated")]
        public static partial void RoundFailed(ILogger logger, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} outcomes could not be told ({Error}); they are told again in 30 s")]
        public static partial void NotTold(ILogger logger, int count, string error);
    }
}

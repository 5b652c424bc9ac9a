using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Receiving;

/// <summary>The receiver's door: upserts by message id, in group commits. Whatever comes twice changes nothing but what it waits for.</summary>
internal sealed class Inbox : IInbox, IDisposable
{
    private const int LargestBatch = 300;
    private const int AtOnceAlone = 4; // connections that may wait for locked lanes

    private readonly NpgsqlDataSource database;
    private readonly SendSignal sending;
    private readonly AnnounceQueue announcing;
    private readonly LockedLanes locked;
    private readonly TimeProvider time;
    private readonly MessageTraces traces;
    private readonly SemaphoreSlim alone = new(AtOnceAlone);
    private readonly GroupCommit<(Arrival Arrival, string? TraceParent)> commits;

    public Inbox(NpgsqlDataSource database, SendSignal sending, AnnounceQueue announcing, LockedLanes locked, TimeProvider time, MessageTraces traces)
    {
        (this.database, this.sending, this.announcing, this.locked, this.time, this.traces) = (database, sending, announcing, locked, time, traces);
        commits = new GroupCommit<(Arrival Arrival, string? TraceParent)>(UpsertAsync, LargestBatch);
    }

    public async Task StoreAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        using var span = traces.Start("store", arrival.MessageId, arrival.Lane, parent: null);
        var trace = Activity.Current?.Id;
        await TransientErrors.RepeatAsync(token => StoreAsync((arrival, trace), token), time, cancellationToken);
        span?.SetTag(MessageTraces.Outcome, "stored");
    }

    public async Task StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken)
    {
        var trace = Activity.Current?.Id;
        var traced = messages.Select(message => message with { TraceParent = trace }).ToList();
        await TransientErrors.RepeatAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                await LocalDeliveries.InsertAsync(connection, traced, token);
            },
            time,
            cancellationToken);
        sending.Raise();
    }

    /// <summary>
    /// Every lane of theirs in which something is open is marked, whether or not it is held by now: a look or a call that began before may
    /// still come back with a hold. Locked first, by a statement of its own: the next one sees the holds that were being written.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken)
    {
        const string Theirs = "party = ANY(@parties) AND due_at IS NOT NULL";
        await TransientErrors.RepeatAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                await using var commit = await connection.BeginTransactionAsync(token);
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(new($"SELECT 1 FROM lane WHERE {Theirs} ORDER BY key COLLATE \"C\" FOR UPDATE")
                {
                    Parameters = { new("parties", parties) },
                });
                batch.BatchCommands.Add(new(
                    $"UPDATE lane SET releases = releases + 1, due_at = CASE WHEN held_reason = @reason THEN now() ELSE due_at END WHERE {Theirs}")
                {
                    Parameters = { new("parties", parties), new("reason", reason) },
                });
                await batch.ExecuteNonQueryAsync(token);
                await commit.CommitAsync(token);
            },
            time,
            cancellationToken);
        sending.Raise();
    }

    /// <summary>
    /// The origin's answer to a gap: what it knows to be settled is closed, what it does not know waits for what it says.
    /// A message in a call is left to its outcome.
    /// </summary>
    public async Task CloseAsync(LaneSettled answer, CancellationToken cancellationToken)
    {
        await TransientErrors.RepeatAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                await using var commit = await connection.BeginTransactionAsync(token);
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(new("SELECT 1 FROM lane WHERE key = @lane FOR UPDATE") { Parameters = { new("lane", answer.Lane) } });
                batch.BatchCommands.Add(new(
                    """
                    WITH closed AS (
                        UPDATE delivery SET state = 'closed', done_at = now(), announce_at = NULL
                        WHERE message_id = ANY(@settled) AND lane = @lane AND state IN ('pending', 'held')
                        RETURNING number)
                    UPDATE lane SET last_done = greatest(last_done, (SELECT max(number) FROM closed)), due_at = now(),
                        held_reason = CASE WHEN NOT EXISTS (SELECT FROM closed) THEN held_reason END,
                        held_since = CASE WHEN NOT EXISTS (SELECT FROM closed) THEN held_since END
                    WHERE key = @lane
                    """)
                {
                    Parameters = { new("settled", answer.Settled), new("lane", answer.Lane) },
                });
                batch.BatchCommands.Add(new(
                    """
                    UPDATE delivery d SET previous = u.previous FROM unnest(@ids, @previous) AS u (id, previous)
                    WHERE d.message_id = u.id AND d.lane = @lane AND d.done_at IS NULL
                    """)
                {
                    Parameters =
                    {
                        new("ids", answer.Unknown.Select(unknown => unknown.MessageId).ToList()),
                        new("previous", answer.Unknown.Select(unknown => unknown.Previous).ToList()),
                        new("lane", answer.Lane),
                    },
                });
                await batch.ExecuteNonQueryAsync(token);
                await commit.CommitAsync(token);
            },
            time,
            cancellationToken);
        sending.Raise();
    }

    public void Dispose() => alone.Dispose();

    /// <summary>
    /// What the database refuses for one arrival must not make dead letters of those that shared its commit, and what waits for a locked
    /// lane must not keep them: each goes alone then.
    /// </summary>
    private async Task StoreAsync((Arrival Arrival, string? TraceParent) item, CancellationToken cancellationToken)
    {
        if (!locked.Contains(item.Arrival.Lane))
        {
            try
            {
                await commits.AddAsync(item).WaitAsync(cancellationToken);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable || !TransientErrors.IsTransient(error))
            {
                // One of the group did it: which, shows when each goes alone.
            }
        }

        await StoreAloneAsync(item, cancellationToken);
    }

    private async Task StoreAloneAsync((Arrival Arrival, string? TraceParent) item, CancellationToken cancellationToken)
    {
        await alone.WaitAsync(cancellationToken);
        try
        {
            await UpsertAsync([item]);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            locked.Add(item.Arrival.Lane);
            throw;
        }
        finally
        {
            alone.Release();
        }
    }

    private async Task UpsertAsync(IReadOnlyList<(Arrival Arrival, string? TraceParent)> batch)
    {
        var arrivals = batch.GroupBy(item => item.Arrival.MessageId).Select(same => same.Last()).ToList();
        var lanes = arrivals.DistinctBy(item => item.Arrival.Lane, StringComparer.Ordinal).OrderBy(item => item.Arrival.Lane, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenConnectionAsync();
        await using var commit = await connection.BeginTransactionAsync();
        await using var statements = new NpgsqlBatch(connection)
        {
            BatchCommands = { LockedLanes.Timeout, WakeLanes(lanes.ConvertAll(item => item.Arrival)), Upsert(arrivals) },
        };
        var known = await statements.ExecuteScalarAsync() is true;
        await commit.CommitAsync();
        FailPoint.Reach(FailPoint.Consumed);
        sending.Raise();
        if (known)
        {
            announcing.LookNow();
        }
    }

    /// <summary>
    /// Locks the lanes in key order and wakes those that sleep or wait for something missing. A lane that backs off or is held keeps its
    /// time: what comes behind its head does not change it. Where nothing changes, the row is locked and not written.
    /// </summary>
    private static NpgsqlBatchCommand WakeLanes(List<Arrival> lanes) => new(
        """
        INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks, due_at)
        SELECT key, party, 0, 0, 0, 0, now() FROM unnest(@keys, @parties) WITH ORDINALITY AS t (key, party, position) ORDER BY position
        ON CONFLICT (key) DO UPDATE SET party = excluded.party,
            due_at = CASE WHEN lane.due_at IS NULL OR lane.gap_since IS NOT NULL THEN now() ELSE lane.due_at END
        WHERE lane.due_at IS NULL OR lane.gap_since IS NOT NULL OR lane.party IS DISTINCT FROM excluded.party
        """)
    {
        Parameters = { new("keys", lanes.ConvertAll(arrival => arrival.Lane)), new("parties", lanes.ConvertAll(arrival => arrival.Party)) },
    };

    /// <summary>
    /// Returns true where a message was known and its outcome, or its hold, is to be told again. An open one takes what its origin says
    /// last: an origin that was restored and got the message again numbered it anew, and what it waits for is numbered so too.
    /// </summary>
    private static NpgsqlBatchCommand Upsert(List<(Arrival Arrival, string? TraceParent)> arrivals) => new(
        """
        WITH stored AS (
            INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done,
                                  maybe_duplicate, received_at, trace_parent)
            SELECT t.id, t.lane, t.number, t.previous, t.type, t.body, false, 'pending', 0, 0, 0, 0,
                   t.duplicate OR t.number <= coalesce((SELECT restored_before FROM database), 0), now(), t.trace
            FROM unnest(@ids, @lanes, @numbers, @previous, @types, @bodies, @duplicates, @traces)
                 AS t (id, lane, number, previous, type, body, duplicate, trace)
            ON CONFLICT (message_id) DO UPDATE SET
                number = CASE WHEN delivery.done_at IS NULL THEN excluded.number ELSE delivery.number END,
                previous = CASE WHEN delivery.done_at IS NULL THEN excluded.previous ELSE delivery.previous END,
                attempted_at = CASE WHEN delivery.done_at IS NULL THEN delivery.attempted_at ELSE now() END, -- kept as long as its origin asks
                announce_at = CASE WHEN delivery.done_at IS NOT NULL OR delivery.state = 'held' THEN now() ELSE delivery.announce_at END
            RETURNING announce_at IS NOT NULL AS known)
        SELECT coalesce(bool_or(known), false) FROM stored
        """)
    {
        Parameters =
        {
            new("ids", arrivals.ConvertAll(item => item.Arrival.MessageId)),
            new("lanes", arrivals.ConvertAll(item => item.Arrival.Lane)),
            new("numbers", arrivals.ConvertAll(item => item.Arrival.Number)),
            new("previous", arrivals.ConvertAll(item => item.Arrival.Previous)),
            new("types", arrivals.ConvertAll(item => item.Arrival.Type)),
            new("bodies", arrivals.ConvertAll(item => item.Arrival.Body)),
            new("duplicates", arrivals.ConvertAll(item => item.Arrival.MaybeDuplicate)),
            new("traces", arrivals.ConvertAll(item => item.TraceParent)),
        },
    };
}

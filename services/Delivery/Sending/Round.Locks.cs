using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts;
using Relay.Delivery.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending;

/// <content>A round serves many lanes: what keeps one from being written keeps none of the others.</content>
internal sealed partial class Round
{
    public async Task<RoundResult> CommitAsync(RoundInput order, CancellationToken cancellationToken)
    {
        var result = new RoundResult();
        try
        {
            await CommitAsync(order, result, cancellationToken);
            return result;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await FindLockedAsync([.. order.Lanes, .. result.Claimed], cancellationToken);
        }
        catch (PostgresException error) when (order.Verdicts.Count > 0 && !TransientErrors.IsTransient(error))
        {
            order = order with { Verdicts = await WithoutRefusedAsync(order, cancellationToken) };
        }

        result = new RoundResult();
        await CommitAsync(order, result, cancellationToken);
        return result;
    }

    /// <summary>Of lanes that were found locked lately those that still are stay in hand. The others are locked now.</summary>
    private async Task<RoundInput> LeaveLockedAsync(NpgsqlConnection connection, RoundInput order, RoundResult result, CancellationToken cancellationToken)
    {
        var doubtful = order.Lanes.Where(locked.Contains).ToList();
        if (doubtful.Count > 0)
        {
            result.Locked.UnionWith(doubtful);
            result.Locked.ExceptWith(await LockFreeAsync(connection, doubtful, cancellationToken));
        }

        order = order.Without(result.Locked);
        result.Written = order.Verdicts;
        return order;
    }

    /// <summary>A lock that was waited for in vain is one of these lanes', or of their heads; else the provider's or a bucket's, for a moment.</summary>
    private async Task FindLockedAsync(List<string> lanes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var lane in lanes.Except(await LockFreeAsync(connection, lanes, cancellationToken), StringComparer.Ordinal))
        {
            locked.Add(lane);
        }
    }

    /// <summary>Locks those of the lanes whose row and whose head nobody keeps locked, without waiting.</summary>
    private static async Task<List<string>> LockFreeAsync(NpgsqlConnection connection, List<string> lanes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH lanes AS (SELECT key FROM lane WHERE key = ANY(@lanes) FOR UPDATE SKIP LOCKED),
            heads AS (
                SELECT h.message_id, l.key FROM lanes l JOIN LATERAL (
                    SELECT message_id FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) h ON true),
            free AS (SELECT message_id FROM delivery WHERE message_id IN (SELECT message_id FROM heads) FOR UPDATE SKIP LOCKED)
            SELECT l.key FROM lanes l LEFT JOIN heads h ON h.key = l.key
            WHERE h.message_id IS NULL OR h.message_id IN (SELECT message_id FROM free)
            """,
            connection)
        {
            Parameters = { new("lanes", lanes) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var free = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            free.Add(reader.GetString(0));
        }

        return free;
    }

    /// <summary>
    /// The database refuses something for good. Each verdict is tried alone, in a transaction that is undone; one that is refused loses the
    /// provider's id, and if it is refused without it too, its message fails. What was sent under such an id is not known by it later.
    /// </summary>
    private async Task<List<Verdict>> WithoutRefusedAsync(RoundInput order, CancellationToken cancellationToken)
    {
        var writable = new List<Verdict>(order.Verdicts.Count);
        foreach (var verdict in order.Verdicts)
        {
            var conclusion = verdict.Conclusion;
            var tried = new[] { conclusion, conclusion.WithoutIds(), Conclusion.Failed(conclusion.Head, Reasons.Refused) };
            var taken = 0;
            while (taken < tried.Length - 1 && !await IsWritableAsync(order.Me, tried[taken], cancellationToken))
            {
                taken++;
                Log.Refused(logger, conclusion.Head.Message.MessageId, tried[taken].State);
            }

            writable.Add(verdict with { Conclusion = tried[taken] });
        }

        return writable;
    }

    private async Task<bool> IsWritableAsync(long me, Conclusion conclusion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var undone = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { LockedLanes.Timeout } };
        Conclusions.AddTo(batch, me, [conclusion]);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return true; // locked, and not refused
        }
        catch (PostgresException error) when (!TransientErrors.IsTransient(error))
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses what came back of message {MessageId}: it becomes {State}, without the provider's id")]
        public static partial void Refused(ILogger logger, Guid messageId, string state);
    }
}

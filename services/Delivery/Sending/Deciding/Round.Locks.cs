using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending.Deciding;

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
            result.Locked.ExceptWith(await connection.ReadAsync(LockedLanes.LockFree(doubtful), cancellationToken));
        }

        order = order.Without(result.Locked);
        result.Written = order.Verdicts;
        return order;
    }

    /// <summary>A lock that was waited for in vain is one of these lanes', or of their heads; else the provider's or a bucket's, for a moment.</summary>
    private async Task FindLockedAsync(List<string> lanes, CancellationToken cancellationToken)
    {
        foreach (var lane in lanes.Except(await database.ReadAsync(LockedLanes.LockFree(lanes), cancellationToken), StringComparer.Ordinal))
        {
            locked.Add(lane);
        }
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
                Log.Refused(logger, conclusion.Head.Message.MessageId, tried[taken].State.Text());
            }

            writable.Add(verdict with { Conclusion = tried[taken] });
        }

        return writable;
    }

    private async Task<bool> IsWritableAsync(long me, Conclusion conclusion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var undone = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.RunAsync([LockedLanes.Timeout, Conclusions.Write(me, [conclusion]), .. Conclusions.Accepted([conclusion])], cancellationToken);
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
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The database refuses what came back of message {MessageId}: it becomes {State}, without the provider's id")]
        public static partial void Refused(ILogger logger, Guid messageId, string state);
    }
}

using System.Diagnostics;
using Npgsql;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>Outcomes of concurrent consumers share commits.</summary>
internal sealed class Settlement : ISettlement
{
    private readonly AcceptedRows rows;
    private readonly MessageTraces traces;
    private readonly TimeProvider time;
    private readonly GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)> commits;

    public Settlement(AcceptedRows rows, MessageTraces traces, TimeProvider time)
    {
        (this.rows, this.traces, this.time) = (rows, traces, time);
        commits = new GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)>(CommitAsync, 100);
    }

    public async Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken)
    {
        await TransientErrors.RepeatAsync(token => commits.AddAsync((messageIds, outcome)).WaitAsync(token), time, cancellationToken);
        await TraceAsync("settle", messageIds, outcome, cancellationToken);
    }

    public async Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken)
    {
        await TransientErrors.RepeatAsync(token => rows.HoldAsync(messageId, reason, token), time, cancellationToken);
        await TraceAsync("hear of hold", [messageId], reason, cancellationToken);
    }

    /// <summary>
    /// The outcomes of many messages come in one publication, which has a trace of its own: the end of each message's way is told in the
    /// message's trace. Nothing but the trace waits for it, so what goes wrong is not repeated.
    /// </summary>
    private async Task TraceAsync(string step, IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken)
    {
        if (!traces.AreOn)
        {
            return;
        }

        try
        {
            foreach (var (messageId, lane, parent) in await rows.ReadTracesAsync(messageIds, cancellationToken))
            {
                using var span = traces.Start(step, messageId, lane, parent, cause: Activity.Current?.Context);
                span?.SetTag(MessageTraces.Outcome, outcome);
            }
        }
        catch (NpgsqlException)
        {
            // The outcome is committed.
        }
    }

    private async Task CommitAsync(IReadOnlyList<(IReadOnlyList<Guid> Ids, string Outcome)> batch)
    {
        foreach (var outcome in batch.GroupBy(settled => settled.Outcome, StringComparer.Ordinal))
        {
            await rows.SettleAsync([.. outcome.SelectMany(settled => settled.Ids).Order()], outcome.Key, CancellationToken.None);
        }
    }
}

using System.Diagnostics;
using Npgsql;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>Outcomes of concurrent consumers share commits.</summary>
internal sealed class Settlement : ISettlement
{
    private readonly NpgsqlDataSource database;
    private readonly MessageTraces traces;
    private readonly DatabaseRetries retries;
    private readonly GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)> commits;

    public Settlement(NpgsqlDataSource database, MessageTraces traces, DatabaseRetries retries)
    {
        (this.database, this.traces, this.retries) = (database, traces, retries);
        commits = new GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)>(CommitAsync, 100);
    }

    public async Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken)
    {
        await retries.RepeatAsync(token => commits.AddAsync((messageIds, outcome)).WaitAsync(token), cancellationToken);
        await TraceAsync("settle", messageIds, outcome, cancellationToken);
    }

    public async Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken)
    {
        await retries.RepeatAsync(token => database.RunAsync(AcceptedStatements.Hold(messageId, reason), token), cancellationToken);
        await TraceAsync("hear of hold", [messageId], reason, cancellationToken);
    }

    /// <summary>
    /// The outcomes of many messages come in one publication, which has its own trace. This adds the last step to each message's trace. Only the trace
    /// needs it, so failures are not retried.
    /// </summary>
    private async Task TraceAsync(string step, IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken)
    {
        if (!traces.AreOn)
        {
            return;
        }

        try
        {
            foreach (var (messageId, lane, parent) in await database.ReadAsync(AcceptedStatements.ReadTraces(messageIds), cancellationToken))
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
            var ids = outcome.SelectMany(settled => settled.Ids).Order().ToList();
            await database.RunAsync(AcceptedStatements.Settle(ids, outcome.Key), CancellationToken.None);
        }
    }
}

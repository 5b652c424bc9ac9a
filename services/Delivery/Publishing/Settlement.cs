using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>Outcomes of concurrent consumers share commits.</summary>
internal sealed class Settlement : ISettlement
{
    private readonly AcceptedRows rows;
    private readonly TimeProvider time;
    private readonly GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)> commits;

    public Settlement(AcceptedRows rows, TimeProvider time)
    {
        (this.rows, this.time) = (rows, time);
        commits = new GroupCommit<(IReadOnlyList<Guid> Ids, string Outcome)>(CommitAsync, 100);
    }

    public Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken) =>
        TransientErrors.RepeatAsync(token => commits.AddAsync((messageIds, outcome)).WaitAsync(token), time, cancellationToken);

    public Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken) =>
        TransientErrors.RepeatAsync(token => rows.HoldAsync(messageId, reason, token), time, cancellationToken);

    private async Task CommitAsync(IReadOnlyList<(IReadOnlyList<Guid> Ids, string Outcome)> batch)
    {
        foreach (var outcome in batch.GroupBy(settled => settled.Outcome, StringComparer.Ordinal))
        {
            await rows.SettleAsync([.. outcome.SelectMany(settled => settled.Ids).Order()], outcome.Key, CancellationToken.None);
        }
    }
}

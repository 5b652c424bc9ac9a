using Relay.ServiceDefaults;

namespace Relay.Delivery.Queues;

/// <summary>Lets concurrent callers share commits, one commit after the other.</summary>
/// <param name="commit">Stores a batch; what it throws, every caller of the batch gets.</param>
/// <param name="largest">The most items that one commit takes.</param>
internal sealed class GroupCommit<T>(Func<IReadOnlyList<T>, Task> commit, int largest)
{
    private readonly GroupedWork<T, bool> commits = new(
        async batch =>
        {
            await commit(batch);
            return new bool[batch.Count];
        },
        largest);

    /// <summary>Returns when the item is committed.</summary>
    public Task AddAsync(T item) => commits.AddAsync(item);
}

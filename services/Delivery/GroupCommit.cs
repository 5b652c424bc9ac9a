using System.Collections.Concurrent;

namespace Relay.Delivery;

/// <summary>
/// Lets many concurrent callers share commits: while one commit runs, what arrives meanwhile gathers for the next.
/// An idle caller waits for nobody.
/// </summary>
/// <param name="commit">Stores a batch; what it throws, every caller of the batch gets.</param>
/// <param name="largest">The most items that one commit takes.</param>
internal sealed class GroupCommit<T>(Func<IReadOnlyList<T>, Task> commit, int largest)
{
    private readonly ConcurrentQueue<Entry> waiting = new();
    private int running;

    /// <summary>Returns when the item is committed.</summary>
    public Task AddAsync(T item)
    {
        var entry = new Entry(item);
        waiting.Enqueue(entry);
        StartUnlessRunning();
        return entry.Committed.Task;
    }

    private void StartUnlessRunning()
    {
        if (Interlocked.CompareExchange(ref running, 1, 0) == 0)
        {
            _ = Task.Run(CommitAllAsync);
        }
    }

    private async Task CommitAllAsync()
    {
        var batch = new List<Entry>();
        while (Take(batch))
        {
            try
            {
                await commit(batch.ConvertAll(entry => entry.Item));
                batch.ForEach(entry => entry.Committed.SetResult());
            }
            catch (Exception error)
            {
                batch.ForEach(entry => entry.Committed.SetException(error));
            }
        }

        Interlocked.Exchange(ref running, 0); // a full fence: the look below must not come before it
        if (!waiting.IsEmpty)
        {
            StartUnlessRunning(); // one came between the last look and the line above
        }
    }

    private bool Take(List<Entry> batch)
    {
        batch.Clear();
        while (batch.Count < largest && waiting.TryDequeue(out var entry))
        {
            batch.Add(entry);
        }

        return batch.Count > 0;
    }

    private sealed record Entry(T Item)
    {
        public TaskCompletionSource Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

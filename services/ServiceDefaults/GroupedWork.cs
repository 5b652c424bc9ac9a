using System.Collections.Concurrent;

namespace Relay.ServiceDefaults;

/// <summary>
/// Lets concurrent callers share a piece of work: a commit, a query, a request. What arrives while it runs is grouped for the next run. A lone caller
/// does not wait.
/// </summary>
/// <param name="work">Processes a batch and returns a result for each item, in order. Its exception reaches every caller of the batch.</param>
/// <param name="largest">The maximum number of items in a batch.</param>
/// <param name="atOnce">How many batches may run at the same time.</param>
public sealed class GroupedWork<TItem, TResult>(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work, int largest, int atOnce = 1)
{
    private readonly ConcurrentQueue<Entry> waiting = new();
    private int running;

    /// <summary>Returns the item's result when its batch is done.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var entry = new Entry(item);
        waiting.Enqueue(entry);
        StartUnlessBusy();
        return entry.Done.Task;
    }

    private void StartUnlessBusy()
    {
        for (var now = Volatile.Read(ref running); now < atOnce; now = Volatile.Read(ref running))
        {
            if (Interlocked.CompareExchange(ref running, now + 1, now) == now)
            {
                // The work belongs to all callers, so it must not run in the context (such as the trace) of the one that started it.
                using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(WorkAsync);
                }

                return;
            }
        }
    }

    private async Task WorkAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                var results = await work(batch.ConvertAll(entry => entry.Item));
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Done.SetResult(results[i]);
                }
            }
            catch (Exception error)
            {
                batch.ForEach(entry => entry.Done.TrySetException(error));
            }
        }

        Interlocked.Decrement(ref running); // a full fence: the check below must not come before it
        if (!waiting.IsEmpty)
        {
            StartUnlessBusy(); // one came between the last check and the line above
        }
    }

    private List<Entry> Take()
    {
        var batch = new List<Entry>();
        while (batch.Count < largest && waiting.TryDequeue(out var entry))
        {
            batch.Add(entry);
        }

        return batch;
    }

    private sealed record Entry(TItem Item)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

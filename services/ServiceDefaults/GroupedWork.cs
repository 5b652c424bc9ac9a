using System.Collections.Concurrent;

namespace Relay.ServiceDefaults;

/// <summary>
/// Lets many concurrent callers share a piece of work: a commit, a query, a request. While it runs, what arrives meanwhile gathers for the
/// next. An idle caller waits for nobody.
/// </summary>
/// <param name="work">Does it for a batch, and returns a result for each item, in their order; what it throws, every caller of the batch gets.</param>
/// <param name="largest">The most items that one batch takes.</param>
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
                // The work is all callers': no context of the one who happened to start it, such as a trace, goes with it.
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

        Interlocked.Decrement(ref running); // a full fence: the look below must not come before it
        if (!waiting.IsEmpty)
        {
            StartUnlessBusy(); // one came between the last look and the line above
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

namespace Relay.Sandbox.Posting;

/// <summary>
/// Posts items one after another within a lane, many lanes at once. A failed item is repeated, and its lane waits for it.
/// </summary>
/// <param name="post">Posts an item for the n-th time; returns the wait before the next attempt, or null when done.</param>
/// <param name="time">Measures the waits.</param>
/// <param name="atOnce">The maximum number of concurrent posts.</param>
internal sealed class OrderedPosts<T>(Func<T, int, CancellationToken, Task<TimeSpan?>> post, TimeProvider time, int atOnce)
    : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim slots = new(atOnce);
    private Dictionary<string, Queue<T>> lanes = [];
    private CancellationTokenSource stop = new();

    public void Add(string lane, T item)
    {
        lock (gate)
        {
            if (lanes.TryGetValue(lane, out var queue))
            {
                queue.Enqueue(item);
                return;
            }

            lanes[lane] = queue = new Queue<T>([item]);
            var (mine, token) = (lanes, stop.Token);
            _ = Task.Run(() => RunAsync(mine, lane, queue, token), CancellationToken.None);
        }
    }

    /// <summary>Drops waiting items and cancels running ones.</summary>
    public void Clear()
    {
        CancellationTokenSource old;
        lock (gate)
        {
            (old, stop) = (stop, new CancellationTokenSource());
            lanes = [];
        }

        old.Cancel();
        old.Dispose();
    }

    public void Dispose()
    {
        Clear();
        stop.Dispose();
    }

    private async Task RunAsync(Dictionary<string, Queue<T>> mine, string lane, Queue<T> queue, CancellationToken token)
    {
        try
        {
            do
            {
                await PostAsync(queue.Peek(), token);
            }
            while (HasMore(mine, lane, queue));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Cleared.
        }
    }

    private bool HasMore(Dictionary<string, Queue<T>> mine, string lane, Queue<T> queue)
    {
        lock (gate)
        {
            queue.Dequeue();
            return queue.Count > 0 || !mine.Remove(lane);
        }
    }

    private async Task PostAsync(T item, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            await slots.WaitAsync(token);
            TimeSpan? wait;
            try
            {
                wait = await post(item, attempt, token);
            }
            finally
            {
                slots.Release();
            }

            if (wait is not { } pause)
            {
                return;
            }

            await Task.Delay(pause, time, token);
        }
    }
}

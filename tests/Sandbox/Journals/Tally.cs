namespace Relay.Sandbox.Journals;

/// <summary>A count to wait for. Not thread-safe by itself: the journal's lock guards it.</summary>
internal sealed class Tally
{
    private readonly List<(long AtLeast, TaskCompletionSource Reached)> waiting = [];

    public long Count { get; private set; }

    public void Increment()
    {
        Count++;
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            if (waiting[i].AtLeast <= Count)
            {
                waiting[i].Reached.TrySetResult();
                waiting.RemoveAt(i);
            }
        }
    }

    public Task ReachedAsync(long atLeast)
    {
        if (Count >= atLeast)
        {
            return Task.CompletedTask;
        }

        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add((atLeast, reached));
        return reached.Task;
    }

    public void Restart() => Count = 0;
}

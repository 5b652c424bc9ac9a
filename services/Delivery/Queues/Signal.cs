namespace Relay.Delivery.Queues;

/// <summary>Wakes a loop of this process. Raised while nobody waits, it is remembered once.</summary>
public class Signal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0, 1);

    /// <summary>Wakes whoever waits, or will wait next.</summary>
    public void Raise()
    {
        if (raised.CurrentCount > 0)
        {
            return; // one wake is enough, and under load most find it raised
        }

        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody was faster.
        }
    }

    /// <summary>Returns when it is raised, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => raised.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        raised.Dispose();
        GC.SuppressFinalize(this);
    }
}

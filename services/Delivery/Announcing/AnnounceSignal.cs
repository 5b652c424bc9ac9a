namespace Relay.Delivery.Announcing;

/// <summary>Wakes the announcer: outcomes were committed.</summary>
internal sealed class AnnounceSignal : IDisposable
{
    private readonly Signal signal = new();

    public void Raise() => signal.Raise();

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => signal.Dispose();
}

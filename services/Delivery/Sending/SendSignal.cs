namespace Relay.Delivery.Sending;

/// <summary>Wakes the sending loop: something arrived, was released, or came back from the provider.</summary>
internal sealed class SendSignal : IDisposable
{
    private readonly Signal signal = new();

    public void Raise() => signal.Raise();

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => signal.Dispose();
}

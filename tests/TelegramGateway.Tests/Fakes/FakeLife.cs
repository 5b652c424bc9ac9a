using Microsoft.Extensions.Hosting;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>A process that stops when a test says so.</summary>
internal sealed class FakeLife : IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}

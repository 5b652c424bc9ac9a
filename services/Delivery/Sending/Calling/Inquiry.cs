using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Sending.Calling;

/// <summary>The harmless call, once for all who are in doubt at the same time.</summary>
internal sealed class Inquiry(ISender sender, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private Task<ProviderState>? running;

    /// <summary>Asks, or waits for the answer that is on its way. Never throws; ends within 5 s.</summary>
    public Task<ProviderState> AskAsync()
    {
        lock (gate)
        {
            return running is { IsCompleted: false } asked ? asked : running = Task.Run(AskOnceAsync);
        }
    }

    /// <summary>The process stops: nobody waits for an answer any more, and what is in doubt is the provider's.</summary>
    public void Stop() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();

    private async Task<ProviderState> AskOnceAsync()
    {
        using var limit = new CancellationTokenSource(Timings.HarmlessCall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping.Token);
        try
        {
            return await sender.AskAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception)
        {
            return ProviderState.Away;
        }
    }
}

using Relay.Harness;

namespace Relay.Bench;

/// <summary>Looks at the services' resident memory all the while.</summary>
internal sealed class MemorySampler : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, long> peaks = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task sampling;

    public MemorySampler(RelayStack stack) => sampling = SampleAsync(stack);

    public IReadOnlyDictionary<string, long> Peaks()
    {
        lock (peaks)
        {
            return new Dictionary<string, long>(peaks, StringComparer.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task SampleAsync(RelayStack stack)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            foreach (var instance in stack.Instances)
            {
                var bytes = instance.Process.ResidentBytes();
                lock (peaks)
                {
                    peaks[instance.Process.Name] = Math.Max(peaks.GetValueOrDefault(instance.Process.Name), bytes);
                }
            }
        }
    }
}

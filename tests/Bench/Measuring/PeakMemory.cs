using Relay.Bench.Systems;

namespace Relay.Bench.Measuring;

/// <summary>Polls the private memory of a system's processes, and keeps the highest value of each.</summary>
internal sealed class PeakMemory : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, long> peaks = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task looking;

    public PeakMemory(BenchedSystem system) => looking = LookAsync(system);

    /// <summary>By the process's name, in bytes.</summary>
    public IReadOnlyDictionary<string, long> Peaks => peaks;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task LookAsync(BenchedSystem system)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            foreach (var part in system.Parts)
            {
                peaks[part.Name] = Math.Max(peaks.GetValueOrDefault(part.Name), Processes.Memory(part.ProcessId).Private);
            }
        }
    }
}

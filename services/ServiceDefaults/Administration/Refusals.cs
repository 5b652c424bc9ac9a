using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Relay.ServiceDefaults.Administration;

/// <summary>Counts the calls that show no token or a wrong one, and slows them down when many come. Calls with the token never wait.</summary>
public sealed class Refusals(TimeProvider time)
{
    private const int AtOnce = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private static readonly Counter<long> Refused = ServiceDefaultsTelemetry.Meter.CreateCounter<long>(
        "relay.refused", "{call}", "Calls that showed no token or a wrong one, by what they called.");

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, long> untold = new(StringComparer.Ordinal);
    private long windowStart;
    private int inWindow;

    /// <summary>Counts one. After ten within a second it takes a second.</summary>
    /// <param name="what">What was called: a name of ours.</param>
    /// <param name="isGuess">True if people must hear of it: a token was shown, or must have been.</param>
    public async Task CountAsync(string what, bool isGuess, CancellationToken cancellationToken)
    {
        Refused.Add(1, new KeyValuePair<string, object?>("called", what));
        if (isGuess)
        {
            untold.AddOrUpdate(what, 1, (_, count) => count + 1);
        }

        if (AreMany())
        {
            await Task.Delay(Window, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What nobody was told of yet, and forgets it.</summary>
    internal IReadOnlyList<KeyValuePair<string, long>> TakeUntold() =>
        [.. untold.Keys.Select(what => untold.TryRemove(what, out var count) ? new KeyValuePair<string, long>(what, count) : default).Where(
            taken => taken.Value > 0)];

    /// <summary>They could not be told.</summary>
    internal void PutBack(string what, long count) => untold.AddOrUpdate(what, count, (_, more) => count + more);

    private bool AreMany()
    {
        lock (gate)
        {
            if (inWindow == 0 || time.GetElapsedTime(windowStart) >= Window)
            {
                (windowStart, inWindow) = (time.GetTimestamp(), 0);
            }

            return ++inWindow > AtOnce;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Relay.ServiceDefaults.Administration;

/// <summary>Counts calls without a token or with a wrong one, and slows them down if many come. Calls with the token never wait.</summary>
public sealed class Refusals(TimeProvider time)
{
    private const int AtOnce = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private static readonly Counter<long> Refused = ServiceDefaultsTelemetry.Meter.CreateCounter<long>(
        "relay.refused", "{call}", "Calls without a token or with a wrong one, by endpoint.");

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, long> untold = new(StringComparer.Ordinal);
    private long windowStart;
    private int inWindow;

    /// <summary>Counts a call. After ten within a second it takes a second.</summary>
    /// <param name="what">Our name of the endpoint.</param>
    /// <param name="isGuess">True if the owner must be notified: a token was sent, or was required.</param>
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

    /// <summary>Returns the calls that were not reported yet, and forgets them.</summary>
    internal IReadOnlyList<KeyValuePair<string, long>> TakeUntold() =>
        [.. untold.Keys.Select(what => untold.TryRemove(what, out var count) ? new KeyValuePair<string, long>(what, count) : default).Where(
            taken => taken.Value > 0)];

    /// <summary>Puts them back: the report failed.</summary>
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

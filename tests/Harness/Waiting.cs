namespace Relay.Harness;

/// <summary>Waits for conditions instead of sleeping.</summary>
public static class Waiting
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Checks a condition every 20 ms until it holds.</summary>
    /// <param name="condition">Must be repeatable.</param>
    /// <param name="within">The time limit.</param>
    /// <param name="what">The condition in words, for the error.</param>
    /// <param name="every">Another interval, for expensive conditions.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan within, string what, TimeSpan? every = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > within)
            {
                throw new TimeoutException($"Not within {within.TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(every ?? Step, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan, string, TimeSpan?)"/>
    public static Task UntilAsync(Func<bool> condition, TimeSpan within, string what) =>
        UntilAsync(() => Task.FromResult(condition()), within, what);
}

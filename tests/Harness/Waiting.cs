namespace Relay.Harness;

/// <summary>Awaits conditions in place of sleeping.</summary>
public static class Waiting
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again, every 20 ms, until a condition holds.</summary>
    /// <param name="condition">May be looked at any number of times.</param>
    /// <param name="within">How long at most.</param>
    /// <param name="what">What is awaited, in words, for the error.</param>
    /// <param name="every">Another pause between two looks, for those that cost something.</param>
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

using System.Globalization;

namespace Relay.Harness.Fuzzing;

/// <summary>The time and the seed of generated inputs.</summary>
public static class Fuzz
{
    /// <summary>A million, or as many as fit into the time: 15 s, or RELAY_FUZZ_SECONDS.</summary>
    public const int Inputs = 1_000_000;

    private const int Seconds = 15;

    /// <summary>RELAY_SEED, or a new one each time.</summary>
    public static int Seed { get; } = Number("RELAY_SEED") ?? Random.Shared.Next();

    /// <summary>Tries a million inputs, or until the time is over.</summary>
    /// <param name="samples">Good inputs.</param>
    /// <param name="attempt">Must not throw.</param>
    /// <returns>How many were tried.</returns>
    /// <exception cref="FuzzException">An input threw; the message has the seed and the input's number.</exception>
    public static int Run(IReadOnlyList<string> samples, Action<string> attempt)
    {
        var mutator = new JsonMutator(samples, Seed);
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; count < Inputs && TimeProvider.System.GetElapsedTime(start) < Box(Seconds); count++)
        {
            var input = mutator.Next();
            try
            {
                attempt(input);
            }
            catch (Exception error)
            {
                throw new FuzzException($"RELAY_SEED={Seed}, input {count}: {input[..Math.Min(input.Length, 500)]}", error);
            }
        }

        return count;
    }

    /// <summary>Tries one seed after another, from <see cref="Seed"/> on, until the time is over: that of the environment, else the given one.</summary>
    /// <param name="seconds">The time, if the environment does not set it.</param>
    /// <param name="attempt">Must not throw; it depends on its seed alone.</param>
    /// <param name="from">The first seed if RELAY_SEED is not set: the same inputs each time. Null: new ones each time.</param>
    /// <returns>How many were tried; at least one.</returns>
    /// <exception cref="FuzzException">An attempt threw; the message has its seed, with which RELAY_SEED repeats it first.</exception>
    public static async Task<int> RunAsync(int seconds, Func<int, Task> attempt, int? from = null)
    {
        var first = Number("RELAY_SEED") ?? from ?? Seed;
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        do
        {
            var seed = unchecked(first + count++);
            try
            {
                await attempt(seed);
            }
            catch (Exception error)
            {
                throw new FuzzException($"RELAY_SEED={seed}, attempt {count}: {error.Message}", error);
            }
        }
        while (TimeProvider.System.GetElapsedTime(start) < Box(seconds));
        return count;
    }

    private static TimeSpan Box(int seconds) => TimeSpan.FromSeconds(Number("RELAY_FUZZ_SECONDS") ?? seconds);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>An input caused a failure.</summary>
public sealed class FuzzException(string message, Exception error) : Exception(message, error);

using System.Globalization;

namespace Relay.Harness.Fuzzing;

/// <summary>How long and from which seed inputs are made.</summary>
public static class Fuzz
{
    /// <summary>A million, or as many as fit into the time: 15 s, or RELAY_FUZZ_SECONDS.</summary>
    public const int Inputs = 1_000_000;

    private static readonly TimeSpan Box = TimeSpan.FromSeconds(Number("RELAY_FUZZ_SECONDS") ?? 15);

    /// <summary>RELAY_SEED, or another one each time.</summary>
    public static int Seed { get; } = Number("RELAY_SEED") ?? Random.Shared.Next();

    /// <summary>Tries inputs until there were a million or the time is over.</summary>
    /// <param name="samples">Good inputs.</param>
    /// <param name="attempt">Must not throw.</param>
    /// <returns>How many were tried.</returns>
    /// <exception cref="FuzzException">One threw; names the seed and which input it was.</exception>
    public static int Run(IReadOnlyList<string> samples, Action<string> attempt)
    {
        var mutator = new JsonMutator(samples, Seed);
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; count < Inputs && TimeProvider.System.GetElapsedTime(start) < Box; count++)
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

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>An input broke what must not break.</summary>
public sealed class FuzzException(string message, Exception error) : Exception(message, error);

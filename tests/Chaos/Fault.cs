namespace Relay.Chaos;

/// <summary>A fault that lasts for a while.</summary>
/// <param name="Name">In words, for the log.</param>
/// <param name="HurtAsync">Starts it.</param>
/// <param name="For">How long it lasts.</param>
/// <param name="HealAsync">Ends it.</param>
internal sealed record Fault(string Name, Func<Task> HurtAsync, TimeSpan For, Func<Task> HealAsync);

/// <summary>Chooses the next fault.</summary>
internal interface IFaults
{
    /// <summary>Draws one. The same random numbers give the same fault.</summary>
    Fault Next(Random random);
}

internal static class Draw
{
    /// <summary>A random time.</summary>
    public static TimeSpan Seconds(this Random random, double from, double to) => TimeSpan.FromSeconds(from + (random.NextDouble() * (to - from)));

    /// <summary>One of several.</summary>
    public static T Of<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>One of several, by weight.</summary>
    public static Func<Random, Fault> Weighted(this Random random, IReadOnlyList<(int Weight, Func<Random, Fault> Fault)> choices)
    {
        var at = random.Next(choices.Sum(choice => choice.Weight));
        return choices.First(choice => (at -= choice.Weight) < 0).Fault;
    }
}

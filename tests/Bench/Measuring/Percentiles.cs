namespace Relay.Bench.Measuring;

/// <summary>Of sorted values.</summary>
internal static class Percentiles
{
    /// <summary>The value that the given part of all does not exceed; not a number where there are none.</summary>
    public static double At(IReadOnlyList<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(sorted.Count * part) - 1)];
}

namespace Relay.Bench.Measuring;

/// <summary>Of sorted values.</summary>
internal static class Percentiles
{
    /// <summary>The value that the given share does not exceed; NaN if there are no values.</summary>
    public static double At(IReadOnlyList<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(sorted.Count * part) - 1)];
}

namespace Relay.Bench.Reporting;

/// <summary>A line of the table: one thing, measured several times.</summary>
/// <param name="Experiment">For example <c>E1</c>.</param>
/// <param name="What">What was measured, in words.</param>
/// <param name="Unit"><c>×</c> for a ratio of two measurements that were made side by side.</param>
/// <param name="Values">One for each pair, in the order of measuring.</param>
internal sealed record Figure(string Experiment, string What, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>The target; null if there is none.</summary>
    public Target? Target { get; init; }

    /// <summary>Other measurements in the same line.</summary>
    public IReadOnlyList<Figure> Beside { get; init; } = [];

    public double Median => Values.Count == 0 ? double.NaN : Sorted() is var sorted && sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    public double Min => Values.Count == 0 ? double.NaN : Values.Min();

    public double Max => Values.Count == 0 ? double.NaN : Values.Max();

    /// <summary>True if the median meets the target; null if there is no target, or no value.</summary>
    public bool? IsMet => Target is not { } target || double.IsNaN(Median) ? null : target.IsLeast ? Median >= target.Limit : Median <= target.Limit;

    /// <summary>A measurement shown beside another figure of the same experiment.</summary>
    public static Figure Aside(string what, string unit, IReadOnlyList<double> values) => new("", what, unit, values);

    private double[] Sorted() => [.. Values.Order()];
}

/// <summary>The target of a figure.</summary>
/// <param name="Limit">In the figure's unit.</param>
/// <param name="IsLeast">True for a minimum; false for a maximum.</param>
internal sealed record Target(double Limit, bool IsLeast)
{
    public static Target AtLeast(double limit) => new(limit, IsLeast: true);

    public static Target AtMost(double limit) => new(limit, IsLeast: false);
}

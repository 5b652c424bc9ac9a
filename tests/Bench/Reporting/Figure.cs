namespace Relay.Bench.Reporting;

/// <summary>A line of the table: one thing, measured several times.</summary>
/// <param name="Experiment">For example <c>E1</c>.</param>
/// <param name="What">What was measured, in words.</param>
/// <param name="Unit"><c>×</c> for a ratio of two measurements that were made side by side.</param>
/// <param name="Values">One for each pair, in the order of measuring.</param>
internal sealed record Figure(string Experiment, string What, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>What it should be; null where nothing is asked.</summary>
    public Target? Target { get; init; }

    /// <summary>What else was measured with it, and is told in the same line.</summary>
    public IReadOnlyList<Figure> Beside { get; init; } = [];

    public double Median => Values.Count == 0 ? double.NaN : Sorted() is var sorted && sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    public double Min => Values.Count == 0 ? double.NaN : Values.Min();

    public double Max => Values.Count == 0 ? double.NaN : Values.Max();

    /// <summary>Whether the median is as it should be; null where nothing is asked, or nothing was measured.</summary>
    public bool? IsMet => Target is not { } target || double.IsNaN(Median) ? null : target.IsLeast ? Median >= target.Limit : Median <= target.Limit;

    /// <summary>Something to be told beside another figure of the same experiment.</summary>
    public static Figure Aside(string what, string unit, IReadOnlyList<double> values) => new("", what, unit, values);

    private double[] Sorted() => [.. Values.Order()];
}

/// <summary>What a figure should be.</summary>
/// <param name="Limit">In the figure's unit.</param>
/// <param name="IsLeast">True: no less than that; false: no more.</param>
internal sealed record Target(double Limit, bool IsLeast)
{
    public static Target AtLeast(double limit) => new(limit, IsLeast: true);

    public static Target AtMost(double limit) => new(limit, IsLeast: false);
}

namespace Relay.Bench.Reporting;

/// <summary>Measured values by name, in the order of measuring: the n-th values of two names were measured side by side.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, List<double>> values = new(StringComparer.Ordinal);

    public void Add(string name, double value)
    {
        if (!values.TryGetValue(name, out var list))
        {
            values[name] = list = [];
        }

        list.Add(value);
    }

    public IReadOnlyList<double> Of(string name) => values.GetValueOrDefault(name) ?? [];

    /// <summary>Pair by pair.</summary>
    public IReadOnlyList<double> Ratio(string dividend, string divisor) => [.. Of(dividend).Zip(Of(divisor), (one, other) => one / other)];
}

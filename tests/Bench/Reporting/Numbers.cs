using System.Globalization;

namespace Relay.Bench.Reporting;

/// <summary>Numbers for people, with a sensible number of digits.</summary>
internal static class Numbers
{
    public static string Text(double value) => double.IsNaN(value) ? "—" : value.ToString(
        Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    /// <summary>The median, and in brackets the least and the most.</summary>
    public static string Text(Figure figure) => figure.Values.Count < 2
        ? $"{Text(figure.Median)} {figure.Unit}"
        : $"{Text(figure.Median)} {figure.Unit} ({Text(figure.Min)}–{Text(figure.Max)})";

    /// <summary>The other measurements of a figure, in one cell.</summary>
    public static string Beside(Figure figure) => string.Join("; ", figure.Beside.Select(one => $"{one.What} {Text(one)}"));

    public static string Text(Target? target, string unit) => target is null ? "" : $"{(target.IsLeast ? "≥" : "≤")} {Text(target.Limit)} {unit}";
}

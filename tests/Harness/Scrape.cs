using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Harness;

/// <summary>The metrics of an instance at one moment.</summary>
public sealed partial class Scrape
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<(string Name, string Labels, double Value)> samples;

    private Scrape(string text)
    {
        Text = text;
        samples = [.. Sample().Matches(text).Select(line =>
            (line.Groups["name"].Value, line.Groups["labels"].Value, double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture)))];
    }

    /// <summary>The raw text.</summary>
    public string Text { get; }

    /// <summary>Scrapes a management port.</summary>
    public static async Task<Scrape> OfAsync(Uri management) => new(await Http.GetStringAsync(new Uri(management, "metrics")));

    /// <summary>The sum of the series with all of these labels (<c>state="held"</c>); null if there are none.</summary>
    public double? Value(string name, params string[] labels)
    {
        var found = samples.FindAll(sample => sample.Name == name && labels.All(label => sample.Labels.Contains(label, StringComparison.Ordinal)));
        return found.Count == 0 ? null : found.Sum(sample => sample.Value);
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>[^}]*)\})? (?<value>[0-9.eE+-]+|NaN)""", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}

using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.Architecture.Tests;

/// <summary>Compares the tables of metrics and alerts in docs/operations.md, the rules and the dashboard with the code and each other.</summary>
public sealed partial class MetricsTests
{
    private const BindingFlags AnyStatic = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;
    private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly Lazy<IReadOnlyList<Instrument>> Found = new(FindInstruments);

    private static string Operations => File.ReadAllText(Repository.PathOf("docs/operations.md"));

    private static string Rules => File.ReadAllText(Repository.PathOf("deploy/prometheus/alerts.yml"));

    [Fact]
    public void The_table_of_metrics_has_every_instrument_and_no_other()
    {
        var instruments = Found.Value.Select(instrument => $"{instrument.Name} {Kind(instrument)} {instrument.Unit}");
        var documented = MetricRow().Matches(Operations).Select(row => $"{row.Groups["name"]} {row.Groups["kind"]} {row.Groups["unit"]}");

        Assert.Equal(instruments.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_instrument_is_made_where_these_tests_do_not_look()
    {
        var made = Repository.Files(".cs")
            .Where(file => file.StartsWith(Repository.PathOf("services"), StringComparison.Ordinal))
            .SelectMany(file => Making().Matches(File.ReadAllText(file)))
            .Select(making => making.Groups["name"].Value);

        Assert.Equal(Found.Value.Select(instrument => instrument.Name).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_of_alerts_has_the_rules_names_and_thresholds()
    {
        var rules = Rule().Matches(Rules)
            .GroupBy(rule => rule.Groups["name"].Value, StringComparer.Ordinal)
            .Select(alert => $"{alert.Key}: {string.Join(", ", alert.SelectMany(Thresholds))}")
            .ToList();
        var documented = AlertRow().Matches(Operations)
            .Select(row => $"{row.Groups["name"]}: {string.Join(", ", Threshold().Matches(row.Groups["when"].Value).Select(threshold => threshold.Value))}");

        Assert.Equal(5, rules.Count);
        Assert.Equal(rules, documented);
    }

    [Theory]
    [InlineData("deploy/prometheus/alerts.yml")]
    [InlineData("deploy/grafana/dashboards/relay.json")]
    public void Rules_and_dashboard_ask_for_metrics_that_exist(string file)
    {
        var exported = Found.Value.Select(NameAtPrometheus).ToHashSet(StringComparer.Ordinal);
        var asked = Asked().Matches(File.ReadAllText(Repository.PathOf(file))).Select(name => name.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(exported, StringComparer.Ordinal));
    }

    /// <summary>Static instruments are created by their class, the others by the two classes created here; polled gauges are static fields.</summary>
    private static List<Instrument> FindInstruments()
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("Relay.", StringComparison.Ordinal))
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        var types = Code.Services.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.ContainsGenericParameters).ToList();
        var fields = types.SelectMany(type => type.GetFields(AnyStatic | BindingFlags.DeclaredOnly)).ToList();
        foreach (var field in fields.Where(field => field.FieldType.IsAssignableTo(typeof(Instrument))))
        {
            RuntimeHelpers.RunClassConstructor(field.DeclaringType!.TypeHandle);
        }

        var looks = fields.Where(field => field.FieldType == typeof(DatabaseLook)).Select(field => (DatabaseLook)field.GetValue(null)!).ToArray();
        using var delivery = (IDisposable)Make("Relay.Delivery.Tracing.DeliveryTelemetry", "nobody", TimeProvider.System);
        using var looking = (IDisposable)Make("Relay.ServiceDefaults.Telemetry.DatabaseLooks", looks, null, null, TimeProvider.System, null);
        return found;

        object Make(string name, params object?[] arguments) =>
            Activator.CreateInstance(types.Single(type => type.FullName == name), AnyInstance, binder: null, arguments, culture: null)!;
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        nameof(Counter<>) => "counter",
        nameof(Histogram<>) => "histogram",
        nameof(ObservableGauge<>) => "gauge",
        var other => other,
    };

    private static string NameAtPrometheus(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (Kind(instrument) == "counter" ? "_total" : "");

    private static IEnumerable<string> Thresholds(Match rule)
    {
        var expression = rule.Groups["expr"].Value;
        if (Limit().Match(expression) is { Success: true } limit)
        {
            var number = int.Parse(limit.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture);
            yield return expression.Contains("_seconds", StringComparison.Ordinal) ? $"{number / 60} min" : $"more than {number}";
        }

        if (rule.Groups["for"] is { Success: true } lasting)
        {
            yield return $"{lasting.Value} min";
        }
    }

    [GeneratedRegex(@"^\| `(?<name>relay\.[a-z_.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricRow();

    [GeneratedRegex("""(?:Create\w+(?:<\w+>)?|new LookedGauge)\(\s*"(?<name>relay\.[^"]+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Making();

    [GeneratedRegex(
        @"- alert: (?<name>\w+)\s+expr: (?<expr>.*?)(?:\n +for: (?<for>\d+)m)?\n +labels:", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"> (?<number>\d+)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();

    [GeneratedRegex(@"^\| \*\*(?<name>Relay\w+)\*\* \| (?<when>[^|]+) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertRow();

    [GeneratedRegex(@"\d+ min|more than \d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Threshold();

    [GeneratedRegex(@"\b(?<name>relay_[a-z_]+?)(?:_bucket|_count|_sum)?\b(?=[{\[)\s])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();
}

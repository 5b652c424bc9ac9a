using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E2: from written to at the provider, at three rates, one way at a time. The provider's own time is not included.</summary>
internal sealed class Latency(Workbench bench, IReadOnlyList<BenchedSystem> systems)
{
    private const int Clients = 500;
    private static readonly (int PerSecond, int Seconds)[] Rates = [(20, 8), (100, 5), (300, 4)];
    private static readonly (string Name, double Part)[] Parts = [("p50", .5), ("p95", .95), ("p99", .99)];

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            foreach (var (perSecond, seconds) in Rates)
            {
                foreach (var way in Ways.All)
                {
                    foreach (var system in systems)
                    {
                        await MeasureAsync(system, new Plan(way, perSecond * seconds, Clients) { PerSecond = perSecond });
                    }
                }
            }

            Workbench.Say(
                $"E2 {pair}: at 100/s p50 {samples.Of(Name(systems[0], Ways.All[0], 100, "p50"))[^1]:0.0} ms, "
                    + $"p99 {samples.Of(Name(systems[0], Ways.All[0], 100, "p99"))[^1]:0.0} ms");
        }

        foreach (var way in Ways.All)
        {
            foreach (var (perSecond, _) in Rates)
            {
                Tell(way, perSecond);
            }
        }
    }

    private async Task MeasureAsync(BenchedSystem system, Plan plan)
    {
        var latencies = (await Flow.RunAsync(system, plan, bench.Checks)).Latencies();
        foreach (var (name, part) in Parts)
        {
            samples.Add(Name(system, plan.Way, (int)plan.PerSecond, name), Percentiles.At(latencies, part));
        }
    }

    private void Tell(Direction way, int perSecond)
    {
        foreach (var (percentile, _) in Parts)
        {
            var own = Name(systems[0], way, perSecond, percentile);
            bench.Report.Add(new Figure("E2", own, "ms", samples.Of(own))
            {
                Target = TargetOf(perSecond, percentile),
                Beside = [.. systems.Skip(1).SelectMany(other => Compared(own, other.Name, Name(other, way, perSecond, percentile)))],
            });
        }
    }

    private IEnumerable<Figure> Compared(string own, string other, string its) =>
        [Figure.Aside($"÷ {other}", "×", samples.Ratio(own, its)), Figure.Aside(other, "ms", samples.Of(its))];

    private static Target? TargetOf(int perSecond, string percentile) => (perSecond, percentile) switch
    {
        (100, "p50") => Target.AtMost(15),
        (100, "p99") => Target.AtMost(60),
        _ => null,
    };

    private static string Name(BenchedSystem system, Direction way, int perSecond, string percentile) =>
        $"{way.Words()}, {perSecond}/s: {system.Name} {percentile}";
}

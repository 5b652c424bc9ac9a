using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E7: the same load on relays with more and more linked clients, and with a history; each beside the smallest.</summary>
internal sealed class Growth(Workbench bench)
{
    private const int Clients = 500;
    private const int Backlog = 5000;
    private const int PerSecond = 100;
    private const int Seconds = 4;
    private const int History = 1_000_000;
    private static readonly int[] Bases = [1_000, 100_000, 1_000_000];

    private readonly Samples samples = new();
    private readonly List<(RelaySystem Relay, int Base)> systems = [];

    public async Task RunAsync()
    {
        try
        {
            await StartAsync();
            foreach (var (relay, size) in systems)
            {
                await Throughput.WarmUpAsync(bench, [relay], size / Clients);
            }

            for (var pair = 1; pair <= bench.Options.Pairs; pair++)
            {
                foreach (var way in Ways.All)
                {
                    await MeasureAsync(way);
                }

                Workbench.Say($"E7 {pair} done");
            }

            Tell();
        }
        finally
        {
            foreach (var (relay, _) in systems)
            {
                bench.Checks.LookAtEnd(relay);
                await relay.DisposeAsync();
            }
        }
    }

    private async Task StartAsync()
    {
        foreach (var size in Bases)
        {
            systems.Add((await RelaySystem.StartAsync($"{size:#,0} clients", size), size));
        }

        var last = await RelaySystem.StartAsync($"{Bases[^1]:#,0} clients and {History:#,0} rows of history", Bases[^1]);
        systems.Add((last, Bases[^1]));
        Workbench.Say("E7: making a history");
        await HistoryRows.AddAsync(last, History, Bases[^1]);
    }

    private async Task MeasureAsync(Direction way)
    {
        foreach (var (relay, size) in systems)
        {
            await Meter.RestAsync(relay);
            var backlog = await Flow.RunAsync(relay, new Plan(way, Backlog, Clients) { Stride = size / Clients }, bench.Checks);
            samples.Add(relay.Name + way, backlog.PerSecond);
        }

        foreach (var (relay, size) in systems)
        {
            await Meter.RestAsync(relay);
            var paced = await Flow.RunAsync(
                relay, new Plan(way, PerSecond * Seconds, Clients) { Stride = size / Clients, PerSecond = PerSecond }, bench.Checks);
            samples.Add(relay.Name + way + "p50", Percentiles.At(paced.Latencies(), .5));
        }
    }

    private void Tell()
    {
        var smallest = systems[0].Relay.Name;
        foreach (var way in Ways.All)
        {
            foreach (var larger in systems.Skip(1).Select(system => system.Relay.Name))
            {
                Tell($"{way.Words()}: time for a backlog, {larger}", samples.Ratio(smallest + way, larger + way), "/s", larger + way, smallest + way);
                Tell(
                    $"{way.Words()}: p50 at {PerSecond}/s, {larger}",
                    samples.Ratio(larger + way + "p50", smallest + way + "p50"),
                    "ms",
                    larger + way + "p50",
                    smallest + way + "p50");
            }
        }
    }

    private void Tell(string what, IReadOnlyList<double> ratios, string unit, string own, string smallest) =>
        bench.Report.Add(new Figure("E7", $"{what} ÷ {systems[0].Relay.Name}", "×", ratios)
        {
            Target = Target.AtMost(1.15),
            Beside = [Figure.Aside("it", unit, samples.Of(own)), Figure.Aside("the smallest", unit, samples.Of(smallest))],
        });
}

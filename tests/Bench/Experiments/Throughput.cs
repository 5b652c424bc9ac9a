using System.Diagnostics;
using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E1: a backlog of messages of 500 clients, each way; and the cost of one message (E8).</summary>
internal sealed class Throughput(Workbench bench, IReadOnlyList<BenchedSystem> systems)
{
    private const int Clients = 500;
    private const int WarmUps = 4000;
    private static readonly Target PerSecond = Target.AtLeast(1500);
    private static readonly Target OfBare = Target.AtLeast(0.5);

    private readonly Dictionary<(string System, Direction Way), List<double>> rates = [];
    private readonly Costs costs = new(bench);

    public async Task RunAsync()
    {
        await WarmUpAsync(bench, systems);
        costs.Start();
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            foreach (var way in Ways.All)
            {
                foreach (var system in systems)
                {
                    await MeasureAsync(system, way, pair);
                }

                await costs.CountCommitsAsync(systems[0]);
            }
        }

        Tell();
        costs.Tell(systems[0]);
    }

    /// <summary>Warms up: compilation, empty caches and closed connections are not measured.</summary>
    /// <param name="stride">The distance between the clients' numbers.</param>
    public static async Task WarmUpAsync(Workbench bench, IReadOnlyList<BenchedSystem> systems, int stride = 1)
    {
        foreach (var system in systems)
        {
            Workbench.Say($"warming up {system.Name}");
            foreach (var way in Ways.All)
            {
                await Flow.RunAsync(system, new Plan(way, WarmUps, Clients) { Stride = stride }, bench.Checks);
            }

            await Meter.RestAsync(system);
        }
    }

    private async Task MeasureAsync(BenchedSystem system, Direction way, int pair)
    {
        await Meter.RestAsync(system);
        await costs.BeginAsync(system);
        var before = await bench.Meter.ReadAsync(system);
        var traffic = await Flow.RunAsync(system, new Plan(way, bench.Options.Messages, Clients), bench.Checks);
        await Meter.RestAsync(system);
        costs.Add(system, way, (await bench.Meter.ReadAsync(system)).Since(before), Stopwatch.GetTimestamp());
        if (!rates.TryGetValue((system.Name, way), out var list))
        {
            rates[(system.Name, way)] = list = [];
        }

        list.Add(traffic.PerSecond);
        Workbench.Say($"E1 {pair} {system.Name} {way}: {traffic.PerSecond:0}/s");
    }

    private void Tell()
    {
        foreach (var way in Ways.All)
        {
            var relay = rates[(systems[0].Name, way)];
            bench.Report.Add(new Figure("E1", $"{way.Words()}: {systems[0].Name}", "/s", relay) { Target = PerSecond });
            foreach (var other in systems.Skip(1))
            {
                var rate = rates[(other.Name, way)];
                bench.Report.Add(new Figure("E1", $"{way.Words()}: {systems[0].Name} ÷ {other.Name}", "×", [.. relay.Zip(rate, (own, its) => own / its)])
                {
                    Target = other.Name == "bare" ? OfBare : null,
                    Beside = [Figure.Aside(other.Name, "/s", rate)],
                });
            }
        }
    }
}

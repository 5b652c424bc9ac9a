using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E5: a relay with two instances of each gateway beside one with one, with a slow provider as the limit.</summary>
internal sealed class ScaleOut(Workbench bench)
{
    private const int Clients = 500;
    private const int Messages = 3000;
    private static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(20);
    private static readonly Dictionary<string, string> Narrow = new(StringComparer.Ordinal) { ["RELAY_CONCURRENCY"] = "8" };

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        await using var one = await RelaySystem.StartAsync("one instance", Clients, environment: Narrow);
        await using var two = await RelaySystem.StartAsync("two instances", Clients, environment: Narrow, instances: 2);
        await Throughput.WarmUpAsync(bench, [one, two]);
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            foreach (var way in Ways.All)
            {
                await MeasureAsync(one, way, pair);
                await MeasureAsync(two, way, pair);
            }
        }

        foreach (var way in Ways.All)
        {
            bench.Report.Add(new Figure("E5", $"{way.Words()}: {two.Name} ÷ {one.Name}", "×", samples.Ratio(two.Name + way, one.Name + way))
            {
                Target = Target.AtLeast(1.8),
                Beside = [.. new[] { two.Name, one.Name }.Select(name => Figure.Aside(name, "/s", samples.Of(name + way)))],
            });
        }

        bench.Checks.LookAtEnd(one);
        bench.Checks.LookAtEnd(two);
    }

    private async Task MeasureAsync(BenchedSystem system, Direction way, int pair)
    {
        await Meter.RestAsync(system);
        var side = system.Sink.SideOf(way);
        side.Delay = Takes;
        var traffic = await Flow.RunAsync(system, new Plan(way, Messages, Clients), bench.Checks);
        side.Delay = TimeSpan.Zero;
        samples.Add(system.Name + way, Messages / (traffic.Duration + Takes).TotalSeconds);
        Workbench.Say($"E5 {pair} {system.Name} {way}: {samples.Of(system.Name + way)[^1]:0}/s");
    }
}

using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E3: Wahelp takes 200 ms per call. Measured is the throughput relative to what the calls in flight allow.</summary>
internal sealed class SlowProvider(Workbench bench, IReadOnlyList<BenchedSystem> systems)
{
    private const int Clients = 1000;
    private const int Concurrency = 64; // RELAY_CONCURRENCY's default
    private const int Calls = 40; // one after the other, on each of them
    private static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(200);
    private static readonly double Ideal = Concurrency / Takes.TotalSeconds;

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            foreach (var system in systems)
            {
                await Meter.RestAsync(system);
                system.Sink.Wahelp.Delay = Takes;
                var traffic = await Flow.RunAsync(system, new Plan(Direction.ToWahelp, Concurrency * Calls, Clients), bench.Checks);
                system.Sink.Wahelp.Delay = TimeSpan.Zero;
                samples.Add(system.Name, traffic.Plan.Messages / (traffic.Duration + Takes).TotalSeconds / Ideal); // the last call ends, too
                Workbench.Say($"E3 {pair} {system.Name}: {samples.Of(system.Name)[^1]:0.00} of the ideal");
            }
        }

        var relay = samples.Of(systems[0].Name);
        bench.Report.Add(new Figure("E3", $"Wahelp takes 200 ms: {systems[0].Name} ÷ ideal ({Ideal:0}/s)", "×", relay)
        {
            Target = Target.AtLeast(0.9),
            Beside =
            [
                Figure.Aside(systems[0].Name, "/s", [.. relay.Select(part => part * Ideal)]),
                .. systems.Skip(1).Select(other => Figure.Aside($"{other.Name} ÷ ideal", "×", samples.Of(other.Name))),
            ],
        });
    }
}

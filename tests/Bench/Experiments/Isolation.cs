using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>
/// E4: one client in ten whose calls Wahelp answers with 500, and the cost for the nine others. Afterwards Wahelp accepts everything, and the waiting
/// messages must arrive too.
/// </summary>
internal sealed class Isolation(Workbench bench, BenchedSystem relay)
{
    private const int Clients = 500;
    private const int PerSecond = 200;
    private const int Seconds = 6;
    private const int SickEvery = 10;
    private const string With = "with";
    private const string Without = "without";
    private static readonly TimeSpan HealthyOnes = TimeSpan.FromSeconds(Seconds + 1);

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            await MeasureAsync(Without, 0);
            await MeasureAsync(With, SickEvery);
            Workbench.Say($"E4 {pair}: p95 {samples.Of(Without)[^1]:0.0} ms without, {samples.Of(With)[^1]:0.0} ms with sick lanes");
        }

        bench.Report.Add(new Figure("E4", "p95 of healthy lanes: with 10 % sick ones ÷ without", "×", samples.Ratio(With, Without))
        {
            Target = Target.AtMost(1.2),
            Beside = [Figure.Aside(With, "ms", samples.Of(With)), Figure.Aside(Without, "ms", samples.Of(Without))],
        });
    }

    private async Task MeasureAsync(string name, int sickEvery)
    {
        await Meter.RestAsync(relay);
        relay.Sink.Wahelp.SickEvery = sickEvery;
        var traffic = await Flow.RunAsync(
            relay, new Plan(Direction.ToWahelp, PerSecond * Seconds, Clients) { PerSecond = PerSecond }, bench.Checks, HealLaterAsync);
        samples.Add(name, Percentiles.At(traffic.Latencies(client => client % SickEvery != 0), .95));
    }

    private async Task HealLaterAsync(Traffic traffic)
    {
        await Task.Delay(HealthyOnes, TimeProvider.System, CancellationToken.None);
        relay.Sink.Wahelp.SickEvery = 0;
    }
}

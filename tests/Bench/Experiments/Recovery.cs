using System.Diagnostics;
using Relay.Bench.Load;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;
using Relay.Harness;

namespace Relay.Bench.Experiments;

/// <summary>
/// E6: how long the relay takes to catch up after a minute without its broker, and after one without Wahelp, while 200 messages/s continue. It has
/// caught up when no message is more than a second late.
/// </summary>
internal sealed class Recovery(Workbench bench)
{
    private const int Clients = 500;
    private const int PerSecondEachWay = 100;
    private const double Late = 1000; // ms
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BrokerStarts = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        await using var servers = await OwnServers.StartAsync();
        await using var relay = await RelaySystem.StartAsync("relay", Clients, servers.Servers);
        await Throughput.WarmUpAsync(bench, [relay]);

        // A repetition takes four minutes: a run of all experiments has one.
        var times = bench.Options.IsSelection ? bench.Options.Pairs : 1;
        for (var time = 1; time <= times; time++)
        {
            await MeasureAsync("Wahelp", relay, async () =>
            {
                relay.Sink.Wahelp.IsOut = true;
                await Task.Delay(Outage, TimeProvider.System, CancellationToken.None);
                relay.Sink.Wahelp.IsOut = false;
            });
            await MeasureAsync("the broker", relay, async () =>
            {
                await servers.Broker.KillAsync();
                await Task.Delay(Outage - BrokerStarts, TimeProvider.System, CancellationToken.None);
                await servers.Broker.StartAsync();
            });
        }

        foreach (var who in new[] { "Wahelp", "the broker" })
        {
            bench.Report.Add(new Figure("E6", $"time to drain ÷ outage of {who}", "×", samples.Ratio(who + " drain", who + " outage"))
            {
                Target = Target.AtMost(1),
                Beside = [Figure.Aside("outage", "s", samples.Of(who + " outage")), Figure.Aside("drain", "s", samples.Of(who + " drain"))],
            });
        }

        bench.Checks.LookAtEnd(relay);
    }

    private async Task MeasureAsync(string who, RelaySystem relay, Func<Task> outage)
    {
        var (began, ended) = (0L, 0L);
        var seconds = (Before + Outage + After).TotalSeconds;
        Plan PlanOf(Direction way) => new(way, (int)(PerSecondEachWay * seconds), Clients) { PerSecond = PerSecondEachWay, Limit = Limit };
        var both = await Task.WhenAll(
            Flow.RunAsync(relay, PlanOf(Direction.ToTelegram), bench.Checks),
            Flow.RunAsync(relay, PlanOf(Direction.ToWahelp), bench.Checks, async _ =>
            {
                await Task.Delay(Before, TimeProvider.System, CancellationToken.None);
                began = Stopwatch.GetTimestamp();
                await outage();
                ended = Stopwatch.GetTimestamp();
            }));
        var caughtUp = both.Max(traffic => traffic.LastArrivalLaterThan(Late));
        samples.Add(who + " outage", Stopwatch.GetElapsedTime(began, ended).TotalSeconds);
        samples.Add(who + " drain", Math.Max(0, Stopwatch.GetElapsedTime(ended, caughtUp).TotalSeconds));
        Workbench.Say($"E6 without {who} for {samples.Of(who + " outage")[^1]:0.0} s: caught up {samples.Of(who + " drain")[^1]:0.0} s later");
    }
}

using System.Diagnostics;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E8: from a service's start to readiness, with the servers up and the others running.</summary>
internal sealed class Starting(Workbench bench, RelaySystem relay)
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        for (var pair = 1; pair <= bench.Options.Pairs; pair++)
        {
            foreach (var instance in relay.Stack.Instances)
            {
                await instance.Process.TerminateAsync();
                var start = Stopwatch.GetTimestamp();
                await instance.StartAsync();
                await instance.WaitUntilReadyAsync(Within);
                samples.Add(instance.Process.Name, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Workbench.Say($"E8 {pair}: services restarted");
        }

        foreach (var instance in relay.Stack.Instances)
        {
            bench.Report.Add(
                new Figure("E8", $"{instance.Process.Name}: from start to ready", "s", samples.Of(instance.Process.Name)) { Target = Target.AtMost(3) });
        }
    }
}

using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E8: the memory of each service, before the load, at its peak and after it.</summary>
internal sealed class Footprint(Workbench bench, BenchedSystem relay)
{
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly Target Idle = Target.AtMost(90);

    /// <summary>Runs a load and reports its memory.</summary>
    public async Task RunAsync(Func<Task> load)
    {
        await TellIdleAsync("idle, before any message");
        var peak = new PeakMemory(relay);
        await using (peak)
        {
            await load();
        }

        foreach (var (service, bytes) in peak.Peaks)
        {
            bench.Report.Add(new Figure("E8", $"{service} at its peak: private memory", "MB", [bytes / Megabyte]));
        }

        await TellIdleAsync("idle again");
    }

    private async Task TellIdleAsync(string when)
    {
        await Task.Delay(Silence, TimeProvider.System, CancellationToken.None);
        foreach (var part in relay.Parts)
        {
            var memory = Processes.Memory(part.ProcessId);
            bench.Report.Add(new Figure("E8", $"{part.Name} {when}: private memory", "MB", [memory.Private / Megabyte])
            {
                Target = Idle,
                Beside = [Figure.Aside("resident", "MB", [memory.Resident / Megabyte])],
            });
        }
    }
}

using System.Diagnostics;
using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>E8, as far as it is measured during E1: the cost of a message. For comparators only processor time is reported.</summary>
internal sealed class Costs(Workbench bench)
{
    private static readonly Target Cpu = Target.AtMost(700);
    private static readonly Target Committed = Target.AtMost(1.5);

    private readonly Dictionary<(string System, Direction Way), List<Usage>> usages = [];
    private readonly Dictionary<Direction, List<double>> commits = [];
    private long relayEndedAt;
    private long commitsBefore;
    private Direction lastWay;

    /// <summary>Resets the counts.</summary>
    public void Start() => relayEndedAt = Stopwatch.GetTimestamp();

    /// <summary>Before a measurement: if commits are counted, waits until earlier ones are reported.</summary>
    public async Task BeginAsync(BenchedSystem system) =>
        commitsBefore = system.Databases.Count > 0 ? await Commits.ReadAfterAsync(system.Databases, relayEndedAt) : commitsBefore;

    /// <param name="endedAt">A timestamp.</param>
    public void Add(BenchedSystem system, Direction way, Usage usage, long endedAt)
    {
        if (!usages.TryGetValue((system.Name, way), out var list))
        {
            usages[(system.Name, way)] = list = [];
        }

        list.Add(usage);
        if (system.Databases.Count > 0)
        {
            (relayEndedAt, lastWay) = (endedAt, way);
        }
    }

    /// <summary>After all systems had their turn: by then the relay's commits are reported, or soon will be.</summary>
    public async Task CountCommitsAsync(BenchedSystem relay)
    {
        if (!commits.TryGetValue(lastWay, out var list))
        {
            commits[lastWay] = list = [];
        }

        list.Add((await Commits.ReadAfterAsync(relay.Databases, relayEndedAt) - commitsBefore) / (double)bench.Options.Messages);
    }

    public void Tell(BenchedSystem relay)
    {
        foreach (var way in Ways.All)
        {
            var words = way.Words();
            var used = usages[(relay.Name, way)];
            bench.Report.Add(PerMessage($"{words}: CPU of the services", "µs", used, usage => usage.System * 1e6) with
            {
                Experiment = "E8",
                Target = Cpu,
                Beside =
                [
                    .. relay.Parts.Select(part => PerMessage(part.Name, "µs", used, usage => usage.Parts.GetValueOrDefault(part.Name) * 1e6)),
                    .. usages.Where(other => other.Key.Way == way && other.Key.System != relay.Name)
                        .Select(other => PerMessage(other.Key.System, "µs", other.Value, usage => usage.System * 1e6)),
                ],
            });
            Add($"{words}: CPU of PostgreSQL", "µs", used, usage => usage.Database * 1e6);
            Add($"{words}: CPU of RabbitMQ", "µs", used, usage => usage.Broker * 1e6);
            Add($"{words}: CPU of the bench, as both providers", "µs", used, usage => usage.Bench * 1e6);
            Add($"{words}: bytes on the wire, all hops", "B", used, usage => usage.Bytes);
            if (used.TrueForAll(usage => !double.IsNaN(usage.Allocated)))
            {
                Add($"{words}: allocated by the services", "B", used, usage => usage.Allocated);
            }

            bench.Report.Add(new Figure("E8", $"{words}: commits", "", commits[way]) { Target = Committed });
        }
    }

    private void Add(string what, string unit, List<Usage> used, Func<Usage, double> value) =>
        bench.Report.Add(PerMessage(what, unit, used, value) with { Experiment = "E8" });

    private Figure PerMessage(string what, string unit, List<Usage> used, Func<Usage, double> value) =>
        Figure.Aside(what, unit, [.. used.Select(usage => value(usage) / bench.Options.Messages)]);
}

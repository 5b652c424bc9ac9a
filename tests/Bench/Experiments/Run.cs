using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>A run of the bench: the chosen experiments, one after another.</summary>
internal sealed class Run(Workbench bench)
{
    private const int Clients = 1000;

    /// <returns>The exit code: 0 if everything arrived once and in order, and nothing timed out.</returns>
    public async Task<int> RunAsync()
    {
        await IfAskedAsync(["E1", "E2", "E3", "E4", "E8"], SideBySideAsync);
        await IfAskedAsync(["E5"], new ScaleOut(bench).RunAsync);
        await IfAskedAsync(["E9"], new Files(bench).RunAsync);
        await IfAskedAsync(["E7"], new Growth(bench).RunAsync);
        await IfAskedAsync(["E6"], new Recovery(bench).RunAsync);
        await Output.WriteAsync(bench);
        return bench.Checks.Faults.Count == 0 ? 0 : 1;
    }

    /// <summary>The relay and its comparators, all running the whole time.</summary>
    private async Task SideBySideAsync()
    {
        await using var relay = await RelaySystem.StartAsync("relay", Clients);
        await using var bare = await ComparatorSystem.StartBareAsync(bench.Servers);
        await using var direct = await ComparatorSystem.StartDirectAsync();
        await (IsAsked(["E1", "E8"])
            ? new Footprint(bench, relay).RunAsync(new Throughput(bench, [relay, bare, direct]).RunAsync)
            : Throughput.WarmUpAsync(bench, [relay, bare]));
        await IfAskedAsync(["E2"], new Latency(bench, [relay, bare]).RunAsync);
        await IfAskedAsync(["E3"], new SlowProvider(bench, [relay, bare]).RunAsync);
        await IfAskedAsync(["E4"], new Isolation(bench, relay).RunAsync);
        await IfAskedAsync(["E8"], new Starting(bench, relay).RunAsync);
        foreach (var system in new BenchedSystem[] { relay, bare, direct })
        {
            bench.Checks.LookAtEnd(system);
        }
    }

    private bool IsAsked(IEnumerable<string> experiments) => experiments.Intersect(bench.Options.Experiments, StringComparer.Ordinal).Any();

    /// <summary>An experiment that fails to end fails the run, but affects no other.</summary>
    private async Task IfAskedAsync(IReadOnlyList<string> experiments, Func<Task> run)
    {
        if (!IsAsked(experiments))
        {
            return;
        }

        try
        {
            await run();
        }
        catch (Exception error)
        {
            bench.Checks.Add($"{string.Join(", ", experiments)}: {error}");
        }
    }
}

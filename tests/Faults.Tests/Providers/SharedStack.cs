using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

/// <summary>One relay for temporary faults of the providers. Each test has its own clients and leaves no scripts.</summary>
public sealed class SharedStack : IAsyncLifetime
{
    private static long nextChat = 6_100_001;

    private FaultStack faults = null!;

    public FaultStack Faults => faults;

    public SandboxClient Sandbox => faults.Sandbox;

    /// <summary>New linked clients.</summary>
    public async Task<Traffic> NewTrafficAsync(int clients)
    {
        var traffic = new Traffic(Sandbox, clients, Interlocked.Add(ref nextChat, 1000));
        await traffic.LinkAsync();
        return traffic;
    }

    /// <summary>Ends all scripts, waits until nothing is open and checks both directions.</summary>
    public async Task<IReadOnlyList<Verdict>> HealAndCheckAsync(Traffic traffic)
    {
        await Sandbox.ClearScriptsAsync();
        var verdicts = await faults.Promise.CheckAsync(traffic, TimeSpan.FromMinutes(3));
        Assert.All(verdicts, verdict => Assert.InRange(verdict.Marked.Count, 0, verdict.Account.DoubtfulSends));
        return verdicts;
    }

    public async ValueTask InitializeAsync() => faults = await FaultStack.StartAsync(clients: 1);

    public ValueTask DisposeAsync() => faults?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

/// <summary>One relay for faults of the providers, which harm it for a while only. Each test brings clients of its own and leaves nothing scripted.</summary>
public sealed class SharedStack : IAsyncLifetime
{
    private static long nextChat = 6_100_001;

    private FaultStack faults = null!;

    public FaultStack Faults => faults;

    public SandboxClient Sandbox => faults.Sandbox;

    /// <summary>Linked clients whom nobody has met before.</summary>
    public async Task<Traffic> NewTrafficAsync(int clients)
    {
        var traffic = new Traffic(Sandbox, clients, Interlocked.Add(ref nextChat, 1000));
        await traffic.LinkAsync();
        return traffic;
    }

    /// <summary>Ends what is scripted, waits for rest and checks both directions.</summary>
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

using Relay.Harness;
using Relay.Harness.Checking;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests;

/// <summary>A relay for one test, with linked clients, and the checker over it.</summary>
public sealed class FaultStack : IAsyncDisposable
{
    private readonly CheckedRelay relay;

    private FaultStack(CheckedRelay relay) => this.relay = relay;

    public RelayStack Stack => relay.Stack;

    public SandboxClient Sandbox => relay.Sandbox;

    public Traffic Traffic => relay.Traffic;

    public Books Books => relay.Books;

    public Promise Promise => relay.Promise;

    /// <inheritdoc cref="CheckedRelay.StartAsync" />
    public static async Task<FaultStack> StartAsync(RelayStackOptions? options = null, int clients = 10) =>
        new(await CheckedRelay.StartAsync(options, clients));

    /// <summary>An account whose API has no history: nothing shows that a message with an unanswered send arrived.</summary>
    public Task HideHistoryAsync() => Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.history", Status = 404, Times = null });

    /// <summary>Each client writes, and each is answered, this often.</summary>
    public async Task WriteBothWaysAsync(int each, int perSecond = 0)
    {
        await Traffic.ClientsWriteAsync(each, perSecond);
        await Traffic.ManagersWriteAsync(each, perSecond);
    }

    /// <summary>
    /// Ends a service's first instance, lets messages be written, and starts it so that it dies at a fail-point; then starts it for good.
    /// </summary>
    /// <param name="failPoint">One of <see cref="FailPoint.Names"/>, with <c>:N</c> for its N-th pass.</param>
    /// <param name="write">Writes the messages that it finds first when it is back.</param>
    /// <param name="services">The services; each dies once.</param>
    public async Task DieAtAsync(string failPoint, Func<Task> write, params RelayService[] services)
    {
        var dying = services.Select(service => Stack[service].Process).ToList();
        await Task.WhenAll(dying.Select(process => process.TerminateAsync()));
        await write();
        foreach (var process in dying)
        {
            process.Set(FailPoint.Variable, failPoint);
            await process.StartAsync();
        }

        await Task.WhenAll(dying.Select(ReviveAsync)); // each as soon as it died: the other may need it to reach its own moment

        async Task ReviveAsync(ServiceProcess process)
        {
            await Waiting.UntilAsync(() => !process.IsRunning, TimeSpan.FromMinutes(1), $"{process.Name} dies when it is '{failPoint}'");
            process.Unset(FailPoint.Variable);
            await process.StartAsync();
        }
    }

    /// <summary>Waits until nothing is open and checks; marked messages are written to the test's output.</summary>
    public async Task<IReadOnlyList<Verdict>> CheckAsync(TimeSpan? within = null)
    {
        var verdicts = await Promise.CheckAsync(Traffic, within);
        foreach (var verdict in verdicts)
        {
            TestContext.Current.SendDiagnosticMessage(verdict.ToString());
            TestContext.Current.TestOutputHelper?.WriteLine(verdict.ToString());
        }

        Assert.Empty(await Sandbox.UnexpectedCallsAsync());
        return verdicts;
    }

    public ValueTask DisposeAsync() => relay.DisposeAsync();
}

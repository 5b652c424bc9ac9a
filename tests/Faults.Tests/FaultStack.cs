using Relay.Harness;
using Relay.Harness.Checking;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests;

/// <summary>A relay of one test's own, with linked clients, and the checker over it.</summary>
public sealed class FaultStack : IAsyncDisposable
{
    /// <summary>The owner's chat.</summary>
    public const long OwnerChat = 990_001;

    private FaultStack(RelayStack stack, int clients)
    {
        Stack = stack;
        Sandbox = new SandboxClient(stack.SandboxUrl);
        Traffic = new Traffic(Sandbox, clients);
        Books = new Books(stack.Databases.ToDictionary(pair => pair.Key, pair => pair.Value.ConnectionString));
        Promise = new Promise(Sandbox, Books);
    }

    public RelayStack Stack { get; }

    public SandboxClient Sandbox { get; }

    public Traffic Traffic { get; }

    public Books Books { get; }

    public Promise Promise { get; }

    /// <summary>One instance of everything, without limits on the rate of sending, unless the options say otherwise.</summary>
    public static async Task<FaultStack> StartAsync(RelayStackOptions? options = null, int clients = 10)
    {
        options ??= new RelayStackOptions();
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        environment.TryAdd("RELAY_TELEGRAM_RATE", "0");
        environment.TryAdd("RELAY_OWNER_CHAT_ID", $"{OwnerChat}");
        var stack = await RelayStack.StartAsync(options with { Environment = environment });
        var faults = new FaultStack(stack, clients);
        try
        {
            await faults.Sandbox.ChangeSettingsAsync(new { webhookAttempts = 0 }); // Wahelp may give up; a checker must know what was accepted
            await faults.Sandbox.CreateClientAsync(OwnerChat, "Owner");
            await faults.Traffic.LinkAsync();
            return faults;
        }
        catch
        {
            await faults.DisposeAsync();
            throw;
        }
    }

    /// <summary>Each client writes, and each is answered, so many times.</summary>
    public async Task WriteBothWaysAsync(int each, int perSecond = 0)
    {
        await Traffic.ClientsWriteAsync(each, perSecond);
        await Traffic.ManagersWriteAsync(each, perSecond);
    }

    /// <summary>
    /// Ends a service's first instance, lets people write meanwhile, and starts it so that it dies at a fail-point; when it has, starts it for good.
    /// </summary>
    /// <param name="failPoint">One of <see cref="FailPoint.Names"/>, with <c>:N</c> for its N-th passing.</param>
    /// <param name="write">What people write while it is down: the first that it meets when it is back.</param>
    /// <param name="services">Which ones; each dies once.</param>
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

        await Task.WhenAll(dying.Select(ReviveAsync)); // each as soon as it died: the other may need it to get to its own moment

        async Task ReviveAsync(ServiceProcess process)
        {
            await Waiting.UntilAsync(() => !process.IsRunning, TimeSpan.FromMinutes(1), $"{process.Name} dies when it is '{failPoint}'");
            process.Unset(FailPoint.Variable);
            await process.StartAsync();
        }
    }

    /// <summary>Waits for rest and checks; what was marked is written to the test's output.</summary>
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

    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        await Stack.DisposeAsync();
    }
}

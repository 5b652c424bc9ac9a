namespace Relay.Harness;

/// <summary>
/// The whole relay as real processes on real servers: a sandbox and instances of the services, on free ports, with their own databases and virtual
/// host. Disposing ends and removes everything.
/// </summary>
public sealed class RelayStack : IAsyncDisposable
{
    private readonly RelayWiring wiring;
    private readonly List<RelayInstance> instances = [];
    private readonly Dictionary<RelayService, Uri> unusedUrls;

    private RelayStack(RelayWiring wiring, VirtualHost virtualHost)
    {
        this.wiring = wiring;
        VirtualHost = virtualHost;
        unusedUrls = wiring.FirstUrls.ToDictionary();
        Sandbox = new ServiceProcess("sandbox", wiring.Options.Providers is null ? Repository.Assembly("tests/Sandbox") : "", wiring.OfSandbox());
    }

    /// <summary>The stack's virtual host.</summary>
    public VirtualHost VirtualHost { get; }

    /// <summary>Each service's own database.</summary>
    public IReadOnlyDictionary<RelayService, Database> Databases => wiring.Databases;

    /// <summary>The simulated Telegram and Wahelp; not started if the options name others.</summary>
    public ServiceProcess Sandbox { get; }

    /// <summary>The sandbox's address: chat page, both APIs, controls.</summary>
    public Uri SandboxUrl => wiring.Sandbox;

    /// <summary>The token of Wahelp's webhooks.</summary>
    public string WahelpWebhookToken => wiring.WahelpToken;

    /// <summary>The uuid of the channel at Wahelp.</summary>
    public string WahelpChannel => wiring.WahelpChannel;

    /// <summary>All instances, in the order of their first start; ended ones stay in the list.</summary>
    public IReadOnlyList<RelayInstance> Instances => instances;

    /// <summary>The output of all processes so far, for searching planted secrets.</summary>
    public string Output => string.Concat(instances.Select(instance => instance.Process.Output).Prepend(Sandbox.Output));

    /// <summary>The first instance of a service.</summary>
    public RelayInstance this[RelayService service] => instances.First(instance => instance.Service == service);

    /// <summary>Starts everything in the options.</summary>
    public static async Task<RelayStack> StartAsync(RelayStackOptions? options = null)
    {
        options ??= new RelayStackOptions();
        var servers = options.Servers ?? await Servers.StartAsync();
        var virtualHost = await servers.CreateVirtualHostAsync("relay");
        var databases = new Dictionary<RelayService, Database>();
        foreach (var service in Enum.GetValues<RelayService>())
        {
            databases[service] = await servers.CreateDatabaseAsync(service, options.Programs);
        }

        var connected = new RelayWiring
        {
            Options = options,
            Broker = virtualHost,
            Databases = databases,
            Sandbox = options.Providers ?? FreePorts.NextUrl(),
            FirstUrls = Enum.GetValues<RelayService>().ToDictionary(service => service, _ => FreePorts.NextUrl()),
        };
        var stack = new RelayStack(connected, virtualHost);
        try
        {
            await stack.StartProcessesAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another instance of a service; it may not be ready yet.</summary>
    /// <param name="service">The service.</param>
    /// <param name="environment">Differences from the environment of the others; null for none.</param>
    /// <param name="programs">The checkout whose build it runs; null for that of the options.</param>
    public async Task<RelayInstance> AddInstanceAsync(
        RelayService service, IReadOnlyDictionary<string, string>? environment = null, string? programs = null)
    {
        if (programs is not null)
        {
            await Databases[service].MigrateAsync(service, programs);
        }

        var url = unusedUrls.Remove(service, out var first) ? first : FreePorts.NextUrl();
        var management = FreePorts.NextUrl();
        var number = instances.Count(instance => instance.Service == service) + 1;
        var process = new ServiceProcess(
            $"{service}-{number}",
            Repository.Assembly($"services/{service}", programs ?? wiring.Options.Programs),
            wiring.Of(service, url, management, environment));
        var added = new RelayInstance(service, url, management, process);
        instances.Add(added);
        await added.StartAsync();
        return added;
    }

    /// <summary>Ends the services, then the sandbox, and removes databases and virtual host.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(instances.Select(instance => instance.Process.DisposeAsync().AsTask()));
        await Sandbox.DisposeAsync();
        foreach (var database in Databases.Values)
        {
            await database.DisposeAsync();
        }

        await VirtualHost.DisposeAsync();
    }

    private async Task StartProcessesAsync()
    {
        if (wiring.Options.Providers is null)
        {
            await Sandbox.StartAsync();
            await Sandbox.WaitUntilHealthyAsync(new Uri(SandboxUrl, "health/live"));
        }

        foreach (var service in wiring.Options.Instances)
        {
            await AddInstanceAsync(service);
        }

        if (wiring.Options.WaitUntilReady)
        {
            await Task.WhenAll(instances.Select(instance => instance.WaitUntilReadyAsync()));
        }
    }
}

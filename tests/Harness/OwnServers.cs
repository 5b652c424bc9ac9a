namespace Relay.Harness;

/// <summary>
/// A RabbitMQ and a PostgreSQL for one test, as processes that it may kill, freeze, starve and wipe. Disposing ends them and removes their data.
/// </summary>
public sealed class OwnServers : IAsyncDisposable
{
    private readonly string home;
    private readonly Dictionary<string, string?> environment;

    private OwnServers(string home, IReadOnlyDictionary<string, string> added)
    {
        this.home = home;
        environment = PrivateServers.NoOthers.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in added)
        {
            environment[name] = value;
        }

        environment["RELAY_HOME"] = home;
        Broker = new OwnBroker(this, Path.Combine(home, "rabbitmq"));
    }

    /// <summary>For <see cref="RelayStackOptions.Servers"/>. Its databases and virtual hosts are removed with the servers.</summary>
    public Servers Servers { get; private set; } = null!;

    /// <summary>The RabbitMQ.</summary>
    public OwnBroker Broker { get; }

    /// <summary>The PostgreSQL.</summary>
    public OwnPostgres Postgres { get; private set; } = null!;

    /// <summary>Starts both.</summary>
    /// <param name="added">Added to the environment of both, and of the script that starts them; null for nothing.</param>
    public static async Task<OwnServers> StartAsync(IReadOnlyDictionary<string, string>? added = null)
    {
        var own = new OwnServers(
            Directory.CreateTempSubdirectory("relay-own-").FullName, added ?? new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            await own.StartMissingAsync();
            var strings = PrivateServers.Parse(await own.RunAsync("servers", "env"));
            own.Servers = new Servers(strings, own.RunAsync, own.Broker) { EndTogether = true };
            own.Postgres = new OwnPostgres(own, Path.Combine(own.home, "postgres"), own.Servers.Postgres);
            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes both run and accept writes again, whatever state a test left them in; alarms must be cleared separately.</summary>
    public async Task HealAsync()
    {
        Broker.Continue();
        await StartMissingAsync();
        await Postgres.AllowWritingAsync();
    }

    /// <summary>Ends both, even if frozen.</summary>
    public async ValueTask DisposeAsync()
    {
        Broker.Continue();
        await RelayScript.RunAsync(["servers", "stop"], environment);
        foreach (var link in new DirectoryInfo(home).GetDirectories().Where(folder => folder.LinkTarget is not null))
        {
            Directory.Delete(link.LinkTarget!, recursive: true);
        }

        Directory.Delete(home, recursive: true);
    }

    /// <summary>Starts those that are not running, on their ports and data.</summary>
    internal Task StartMissingAsync() => RunAsync("servers", "start");

    internal Task<string> RunAsync(params string[] arguments) => RelayScript.MustRunAsync(arguments, environment);
}

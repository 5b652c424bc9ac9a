using Npgsql;

namespace Relay.Harness;

/// <summary>
/// A RabbitMQ and a PostgreSQL for tests: those of the environment (RABBITMQ, POSTGRES_…), else containers where a
/// Docker engine answers, else private ones that <c>./relay servers start</c> starts and leaves running.
/// </summary>
/// <remarks>Tests never share: each fixture makes its own databases and its own virtual host.</remarks>
public sealed class Servers
{
    static readonly Lazy<Task<Servers>> Started = new(FindAsync);
    readonly IVirtualHosts virtualHosts;

    internal Servers(Uri rabbitMq, string postgres, IVirtualHosts virtualHosts)
    {
        RabbitMq = rabbitMq;
        Postgres = postgres;
        this.virtualHosts = virtualHosts;
    }

    /// <summary>The broker with its own virtual host; prefer <see cref="CreateVirtualHostAsync"/>.</summary>
    public Uri RabbitMq { get; }

    /// <summary>A connection to the server in Npgsql's form; prefer <see cref="CreateDatabaseAsync"/>.</summary>
    public string Postgres { get; }

    /// <summary>Whether they end with the test: what was made on them need not be removed, and may not be removable.</summary>
    internal bool EndTogether { get; init; }

    /// <summary>Whether Testcontainers started them.</summary>
    public bool AreContainers { get; init; }

    /// <summary>Starts or finds the servers; once per process, however often it is called.</summary>
    public static Task<Servers> StartAsync() => Started.Value;

    /// <summary>Makes an empty database; disposing drops it, with whoever is still connected.</summary>
    /// <param name="prefix">Lower-case letters and <c>_</c>; something unique is appended.</param>
    public async Task<Database> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database \"{name}\"");
        var connection = new NpgsqlConnectionStringBuilder(Postgres) { Database = name };
        return new Database(this, name, connection.ConnectionString);
    }

    /// <summary>Makes an empty virtual host; disposing removes it and its queues.</summary>
    /// <param name="prefix">Letters, digits, <c>-</c> and <c>_</c>; something unique is appended.</param>
    public async Task<VirtualHost> CreateVirtualHostAsync(string prefix)
    {
        var name = await virtualHosts.AddAsync($"{prefix}-{Guid.NewGuid():N}");
        return new VirtualHost(virtualHosts, name, new UriBuilder(RabbitMq) { Path = Uri.EscapeDataString(name) }.Uri);
    }

    internal async Task ExecuteAsync(string sql)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<Servers> FindAsync()
    {
        if (FromEnvironment("RABBITMQ") is { } rabbitMq && FromEnvironment("POSTGRES_TELEGRAM_GATEWAY") is { } postgres)
        {
            return await OfEnvironmentAsync(new Uri(rabbitMq), postgres);
        }

        return await ContainerServers.DockerAnswersAsync() ? await ContainerServers.StartAsync() : await PrivateServers.StartAsync();
    }

    /// <summary>Those of <c>./relay test</c> are private ones too, where the script can make virtual hosts.</summary>
    static async Task<Servers> OfEnvironmentAsync(Uri rabbitMq, string postgres) =>
        new(rabbitMq, postgres, await PrivateServers.OwnAsync(rabbitMq) ? new PrivateVirtualHosts() : new ForeignVirtualHosts(rabbitMq));

    static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

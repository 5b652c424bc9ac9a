using System.Collections;
using Npgsql;

namespace Relay.Harness;

/// <summary>
/// A RabbitMQ and a PostgreSQL for tests: those of the environment (from <c>./relay servers env</c>, or RABBITMQ and POSTGRES_TELEGRAM_GATEWAY), else
/// containers if a Docker engine answers, else private ones that <c>./relay servers start</c> starts and leaves running.
/// </summary>
/// <remarks>Tests never share: each fixture creates its own databases and its own virtual host.</remarks>
public sealed class Servers
{
    private static readonly Lazy<Task<Servers>> Started = new(FindAsync);
    private readonly IVirtualHosts virtualHosts;

    internal Servers(Uri rabbitMq, string postgres, IVirtualHosts virtualHosts)
    {
        RabbitMq = rabbitMq;
        Postgres = postgres;
        this.virtualHosts = virtualHosts;
    }

    /// <summary>Private ones.</summary>
    /// <param name="strings">The output of <c>./relay servers env</c>.</param>
    /// <param name="script">Runs <c>./relay</c> for them.</param>
    internal Servers(IReadOnlyDictionary<string, string> strings, Func<string[], Task<string>> script, IVirtualHosts virtualHosts)
        : this(new Uri(strings["RABBITMQ_ADMIN"]), strings["POSTGRES_ADMIN"], virtualHosts) =>
        Users = new ServiceUsers(this, strings, script);

    /// <summary>The broker with its own virtual host; prefer <see cref="CreateVirtualHostAsync"/>.</summary>
    public Uri RabbitMq { get; }

    /// <summary>A connection to the server in Npgsql's form; prefer <see cref="CreateDatabaseAsync"/>.</summary>
    public string Postgres { get; }

    /// <summary>The services' users; null for the tests' own.</summary>
    internal ServiceUsers? Users { get; }

    /// <summary>True if they end with the test: what was created on them need not be removed, and may not be removable.</summary>
    internal bool EndTogether { get; init; }

    /// <summary>True if Testcontainers started them.</summary>
    public bool AreContainers { get; init; }

    /// <summary>Starts or finds the servers; once per process, however often it is called.</summary>
    public static Task<Servers> StartAsync() => Started.Value;

    /// <summary>Creates an empty database; disposing drops it, with its connections.</summary>
    /// <param name="prefix">Lower-case letters and <c>_</c>; a unique suffix is added.</param>
    public async Task<Database> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database \"{name}\"");
        return new Database(this, name, Connection(name));
    }

    /// <summary>Creates a database for a service of a checkout, with the tables if the service may not create them.</summary>
    internal async Task<Database> CreateDatabaseAsync(RelayService service, string programs)
    {
        if (Users is null)
        {
            return await CreateDatabaseAsync(service.ToString().ToLowerInvariant());
        }

        var name = $"{service.ToString().ToLowerInvariant()}_{Guid.NewGuid():N}";
        await Users.CreateDatabaseAsync(name, service, programs);
        return new Database(this, name, Connection(name)) { ServiceConnectionString = Users.Postgres(service, name) };
    }

    internal async Task<bool> HasDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select 1 from pg_database where datname = @name", connection) { Parameters = { new("name", name) } };
        return await command.ExecuteScalarAsync() is not null;
    }

    /// <summary>Creates an empty virtual host; disposing removes it and its queues.</summary>
    /// <param name="prefix">Letters, digits, <c>-</c> and <c>_</c>; a unique suffix is added.</param>
    public async Task<VirtualHost> CreateVirtualHostAsync(string prefix)
    {
        var name = await virtualHosts.AddAsync($"{prefix}-{Guid.NewGuid():N}");
        return new VirtualHost(virtualHosts, name, RabbitMq, Users);
    }

    internal async Task ExecuteAsync(string sql)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder(Postgres) { Database = database }.ConnectionString;

    private static async Task<Servers> FindAsync()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(entry => entry.Value is string { Length: > 0 })
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
        if (ServiceUsers.AreIn(environment))
        {
            return PrivateServers.Of(environment); // as in ./relay test
        }

        if (environment.TryGetValue("RABBITMQ", out var rabbitMq) && environment.TryGetValue("POSTGRES_TELEGRAM_GATEWAY", out var postgres))
        {
            return new Servers(new Uri(rabbitMq), postgres, new ForeignVirtualHosts(new Uri(rabbitMq)));
        }

        return await ContainerServers.DockerAnswersAsync() ? await ContainerServers.StartAsync() : await PrivateServers.StartAsync();
    }
}

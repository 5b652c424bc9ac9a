using Npgsql;

namespace Relay.Harness;

/// <summary>An empty database for one test.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly Servers servers;

    internal Database(Servers servers, string name, string connectionString)
    {
        this.servers = servers;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>Its name on the server.</summary>
    public string Name { get; }

    /// <summary>In Npgsql's form, with all rights, for tests.</summary>
    public string ConnectionString { get; }

    /// <summary>The same with the service's rights.</summary>
    public string ServiceConnectionString { get => field ?? ConnectionString; init; }

    /// <summary>Creates the tables of a version whose services may not create them.</summary>
    internal Task MigrateAsync(RelayService service, string programs) => servers.Users?.MigrateAsync(Name, service, programs) ?? Task.CompletedTask;

    /// <summary>Drops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        if (servers.EndTogether)
        {
            return;
        }

        await servers.ExecuteAsync($"drop database if exists \"{Name}\" with (force)");
    }
}

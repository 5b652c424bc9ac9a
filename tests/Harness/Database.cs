using Npgsql;

namespace Relay.Harness;

/// <summary>An empty database of a test's own.</summary>
public sealed class Database : IAsyncDisposable
{
    readonly Servers servers;

    internal Database(Servers servers, string name, string connectionString)
    {
        this.servers = servers;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>Its name on the server.</summary>
    public string Name { get; }

    /// <summary>In Npgsql's form.</summary>
    public string ConnectionString { get; }

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

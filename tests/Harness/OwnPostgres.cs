using Npgsql;

namespace Relay.Harness;

/// <summary>The PostgreSQL of <see cref="OwnServers"/>.</summary>
public sealed class OwnPostgres
{
    private readonly OwnServers servers;
    private readonly string home;
    private readonly string connectionString;

    internal OwnPostgres(OwnServers servers, string home, string connectionString)
    {
        this.servers = servers;
        this.home = home;
        this.connectionString = connectionString;
    }

    /// <summary>SIGKILL of the server and all its backends: nothing more is written; commits are on the disk.</summary>
    public async Task KillAsync()
    {
        var lockFile = Path.Combine(home, "data", "postmaster.pid");
        if (ServerProcess.In(lockFile) is { } postmaster)
        {
            await postmaster.KillWithChildrenAsync();
            File.Delete(lockFile); // until the zombie is reaped, PostgreSQL would take it for a running server
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, and waits until it accepts connections.</summary>
    public Task StartAsync() => servers.StartMissingAsync();

    /// <summary>Cuts every client's connection, at any point of a transaction.</summary>
    public Task TerminateConnectionsAsync() =>
        ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");

    /// <summary>From now on every transaction is read-only, on all connections.</summary>
    public Task ForbidWritingAsync() => SetReadOnlyAsync("on");

    /// <summary>Ends <see cref="ForbidWritingAsync"/>.</summary>
    public Task AllowWritingAsync() => SetReadOnlyAsync("off");

    private async Task SetReadOnlyAsync(string value)
    {
        await ExecuteAsync($"alter system set default_transaction_read_only = {value}");
        await ExecuteAsync("select pg_reload_conf()");
    }

    private async Task ExecuteAsync(string sql)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Database = "postgres" };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

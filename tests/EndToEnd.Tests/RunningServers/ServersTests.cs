using Npgsql;
using RabbitMQ.Client;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.RunningServers;

public sealed class ServersTests
{
    [Fact]
    public async Task A_fresh_database_takes_a_table_and_is_gone_after_disposal()
    {
        var servers = await Servers.StartAsync();
        var database = await servers.CreateDatabaseAsync("harness");
        await using (database)
        {
            Assert.Equal(0, await QueryAsync(database.ConnectionString, "create table t (id int); select count(*)::int from t"));
        }

        Assert.Equal(
            0, await QueryAsync(servers.Postgres, $"select count(*)::int from pg_database where datname = '{database.Name}'"));
    }

    [Fact]
    public async Task A_commit_waits_for_the_disk()
    {
        var servers = await Servers.StartAsync();

        Assert.Equal(
            2,
            await QueryAsync(
                servers.Postgres,
                "select count(*)::int from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'on'"));
    }

    [Fact]
    public async Task Virtual_hosts_do_not_see_each_others_queues()
    {
        var servers = await Servers.StartAsync();
        await using var first = await servers.CreateVirtualHostAsync("harness");
        await using var second = await servers.CreateVirtualHostAsync("harness");
        await using var connection = await ConnectAsync(first.Uri);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false);

        await using var other = await ConnectAsync(second.Uri);
        await using var otherChannel = await other.CreateChannelAsync();
        var missing = await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(
            () => otherChannel.QueueDeclarePassiveAsync("mine"));
        Assert.Equal((ushort)404, missing.ShutdownReason!.ReplyCode);
    }

    private static Task<IConnection> ConnectAsync(Uri uri) => new ConnectionFactory { Uri = uri }.CreateConnectionAsync();

    private static async Task<int> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}

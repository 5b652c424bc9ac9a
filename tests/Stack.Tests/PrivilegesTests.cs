using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Relay.Harness;

namespace Relay.Stack.Tests;

[Collection(OneStack.Name)]
public sealed class PrivilegesTests(ComposeStack stack)
{
    private const string NotAllowed = "42501";
    private const ushort AccessRefused = 403;

    [Theory]
    [InlineData("telegram-gateway", "telegram-gateway-operator-replied", "wahelp-gateway-client-message-received", "client-directory-contact-shared")]
    [InlineData("wahelp-gateway", "wahelp-gateway-client-message-received", "telegram-gateway-operator-replied", "telegram-gateway-messages-missing")]
    [InlineData("client-directory", "client-directory-contact-shared", "wahelp-gateway-client-message-received", "telegram-gateway-dead-letters")]
    public async Task A_service_reads_its_own_queues_and_no_other(string service, string own, params string[] others)
    {
        stack.MustRun();
        await using var connection = await new ConnectionFactory { Uri = await stack.BrokerAsync(service) }.CreateConnectionAsync(
            TestContext.Current.CancellationToken);

        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.BasicGetAsync(own, autoAck: false, TestContext.Current.CancellationToken);
        }

        foreach (var other in others)
        {
            await Refused(channel => channel.BasicGetAsync(other, autoAck: false));
            await Refused(channel => channel.QueuePurgeAsync(other));
        }

        await Refused(channel => channel.QueueDeclareAsync("anything", durable: true, exclusive: false, autoDelete: false));

        async Task Refused(Func<IChannel, Task> attempt)
        {
            await using var channel = await connection.CreateChannelAsync();
            var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => attempt(channel));
            Assert.Equal(AccessRefused, refused.ShutdownReason?.ReplyCode);
        }
    }

    [Fact]
    public async Task A_service_cannot_publish_in_the_name_of_another()
    {
        stack.MustRun();
        await using var connection = await new ConnectionFactory { Uri = await stack.BrokerAsync("telegram-gateway") }.CreateConnectionAsync(
            TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => channel.BasicPublishAsync("Relay.Contracts.Clients:ClientLinked", "", new byte[] { 1 }).AsTask());
        await Waiting.UntilAsync(() => channel.CloseReason is not null, TimeSpan.FromSeconds(10), "the channel is closed");
        Assert.Equal(AccessRefused, channel.CloseReason!.ReplyCode);
    }

    [Fact]
    public async Task An_event_that_comes_before_its_consumers_first_start_is_kept()
    {
        stack.MustRun();
        await using var bare = new ComposeStack();
        await bare.UpAsync("rabbitmq");
        await bare.ReadPasswordsAsync();
        await using var connection = await new ConnectionFactory { Uri = await bare.BrokerAsync("telegram-gateway") }.CreateConnectionAsync(
            TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), TestContext.Current.CancellationToken);

        await channel.BasicPublishAsync(
            "Relay.Contracts.Telegram:ClientMessageReceived", "", mandatory: true, new byte[] { 1 }, TestContext.Current.CancellationToken);

        await using var reading = await new ConnectionFactory { Uri = await bare.BrokerAsync("wahelp-gateway") }.CreateConnectionAsync(
            TestContext.Current.CancellationToken);
        await using var queue = await reading.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotNull(await queue.BasicGetAsync("wahelp-gateway-client-message-received", autoAck: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_shares_a_network_for_messages_and_rows_reaches_no_management_and_no_traces()
    {
        stack.MustRun();
        foreach (var (service, port) in ((string, int)[])[("wahelp-gateway", 9080), ("telegram-gateway", 9081), ("client-directory", 9082),
            ("rabbitmq", 15672), ("rabbitmq", 15692)])
        {
            Assert.Equal(SocketError.ConnectionRefused, await ConnectAsync(await stack.AddressAsync(service), port));
        }

        Assert.Equal(SocketError.Success, await ConnectAsync(await stack.AddressAsync("rabbitmq"), 5672));
        Assert.DoesNotContain("back", await NetworksAsync("jaeger"));
        foreach (var service in (string[])["wahelp-gateway", "telegram-gateway", "client-directory"])
        {
            Assert.Equal([$"manage-{service}"], (await NetworksAsync(service)).Where(network => network.StartsWith("manage-", StringComparison.Ordinal)));
        }

        foreach (var server in (string[])["rabbitmq", "postgres"])
        {
            Assert.Equal(["back"], await NetworksAsync(server));
        }

        static async Task<SocketError> ConnectAsync(string address, int port)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, port, TestContext.Current.CancellationToken);
                return SocketError.Success;
            }
            catch (SocketException error)
            {
                return error.SocketErrorCode;
            }
        }

        async Task<IEnumerable<string>> NetworksAsync(string service) =>
            (await stack.InspectAsync(service))[0].GetProperty("NetworkSettings").GetProperty("Networks").EnumerateObject()
            .Select(network => network.Name[(network.Name.IndexOf('_', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public async Task There_is_no_guest()
    {
        stack.MustRun();
        var users = await stack.ComposeAsync("exec", "-T", "rabbitmq", "rabbitmqctl", "-q", "list_users", "--no-table-headers");
        Assert.Equal(
            ["client-directory", "telegram-gateway", "wahelp-gateway"],
            users.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_topology_that_is_declared_up_front_is_all_that_the_services_use()
    {
        stack.MustRun();
        using var declared = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/rabbitmq/definitions.json"), TestContext.Current.CancellationToken));
        using var found = JsonDocument.Parse(await stack.ComposeAsync(
            "exec", "-T", "rabbitmq", "bash", "-c", "rabbitmqctl -q export_definitions /tmp/found.json >/dev/null && cat /tmp/found.json"));

        foreach (var what in (string[])["exchanges", "queues", "bindings"])
        {
            Assert.Equal(Names(declared, what), Names(found, what));
        }

        // An earlier test may have restarted a service: a queue then has no reader for a moment.
        await Waiting.UntilAsync(async () => (await UnreadAsync()).Length == 0, TimeSpan.FromMinutes(1), "every queue is read");

        async Task<string[]> UnreadAsync() =>
            [.. (await stack.ComposeAsync(
                "exec", "-T", "rabbitmq", "rabbitmqctl", "-q", "list_queues", "-p", "relay", "--no-table-headers", "name", "consumers"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.EndsWith("\t0", StringComparison.Ordinal))];

        // An instance's own queues have its id, or its container's, in the name.
        static IEnumerable<string> Names(JsonDocument document, string what) => document.RootElement.GetProperty(what).EnumerateArray()
            .Select(item => what == "bindings"
                ? $"{item.GetProperty("source").GetString()} → {item.GetProperty("destination_type").GetString()} {item.GetProperty("destination").GetString()}"
                : $"{item.GetProperty("name").GetString()} {item.GetProperty("arguments")}")
            .Where(
                name => !name.Contains("_bus_", StringComparison.Ordinal) && !name.Contains("-broker-probe-", StringComparison.Ordinal)
                    && !name.Contains("-link-changes-", StringComparison.Ordinal))
            .Select(name => name.Replace(" ", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("telegram_gateway", "wahelp_gateway")]
    [InlineData("wahelp_gateway", "client_directory")]
    [InlineData("client_directory", "telegram_gateway")]
    public async Task A_service_uses_its_own_database_changes_no_table_and_enters_no_other(string own, string other)
    {
        stack.MustRun();
        Assert.Null(await SqlStateAsync(own, own, "SELECT count(*) FROM dead"));
        foreach (var sql in (string[])["ALTER TABLE dead ADD x int", "DROP TABLE dead", "CREATE TABLE x (y int)", "TRUNCATE dead", "CREATE SCHEMA x",
            "CREATE ROLE x"])
        {
            Assert.Equal(NotAllowed, await SqlStateAsync(own, own, sql));
        }

        Assert.Equal(NotAllowed, await SqlStateAsync(other, own, "SELECT 1"));
        Assert.Equal(NotAllowed, await SqlStateAsync("postgres", own, "SELECT 1"));
    }

    private async Task<string?> SqlStateAsync(string database, string role, string sql)
    {
        await using var connection = new NpgsqlConnection(await stack.PostgresAsync(database, role));
        try
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException error)
        {
            return error.SqlState;
        }
    }
}

using System.Text;
using Npgsql;
using RabbitMQ.Client;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

/// <summary>F21: unreadable input is stored as it came and counted, and affects nothing else.</summary>
public sealed class PoisonTests
{
    private static readonly string[] Poison =
    [
        """{"message":{"message_id":"not a number","chat":{"id":1}}}""",
        """{"message":{"message_id":7,"date":1,"chat":{"id":6000001,"type":"private"},"from":{"id":6000001,"is_bot":false,"first_name":"A"},"text":"\ud83d"}}""",
        """{"message":{"message_id":8,"date":1,"chat":"\u0000","from":{"id":"\u0000"},"text":"\u0000"}}""",
    ];

    [Fact]
    [Trait("Fault", "F21")]
    public async Task Updates_that_cannot_be_read_in_a_batch_of_a_hundred_and_broken_JSON_on_a_queue_cost_no_other_message_anything()
    {
        await using var faults = await FaultStack.StartAsync(clients: 10);
        var gateway = faults.Stack[RelayService.TelegramGateway];
        await gateway.Process.TerminateAsync();
        await faults.Traffic.ClientsWriteAsync(5);
        foreach (var update in Poison)
        {
            await faults.Sandbox.InjectUpdateAsync(update);
        }

        await faults.Traffic.ClientsWriteAsync(4);
        await BreakAsync(faults.Stack.VirtualHost.Uri, "wahelp-gateway-client-message-received", "{\"broken\":");
        await gateway.StartAsync();

        await faults.CheckAsync();
        Assert.True(await DeadAsync(faults, RelayService.TelegramGateway) >= 2, "unreadable updates are kept");
        Assert.Equal(1, await DeadAsync(faults, RelayService.WahelpGateway));
        using var http = new HttpClient();
        Assert.Contains(
            "dead letters wait", await http.GetStringAsync(new Uri(faults.Stack[RelayService.WahelpGateway].ManagementUrl, "health")),
            StringComparison.Ordinal);
    }

    private static async Task<long> DeadAsync(FaultStack faults, RelayService service)
    {
        await using var database = NpgsqlDataSource.Create(faults.Stack.Databases[service].ConnectionString);
        await using var count = database.CreateCommand("SELECT count(*) FROM dead");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task BreakAsync(Uri broker, string queue, string body)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes(body));
    }
}

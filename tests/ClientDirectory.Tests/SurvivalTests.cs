using System.Text;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Relay.Contracts.Clients;
using Relay.Harness;

namespace Relay.ClientDirectory.Tests;

[Collection(DirectoryTestGroup.Name)]
public class SurvivalTests(Directory directory)
{
    private static readonly string[] Queues = ["contact-shared", "register-client", "find-clients", "owner-told"];

    [Fact]
    public async Task Poison_ends_in_dead_and_no_error_queue_comes_to_be()
    {
        await using var connection = await new ConnectionFactory { Uri = directory.Broker }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var queue in Queues)
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
            await channel.BasicPublishAsync(
                "", $"client-directory-{queue}", mandatory: true, new BasicProperties(), Encoding.UTF8.GetBytes($"{{ poison of {queue} \0"));
        }

        foreach (var queue in Queues)
        {
            await Waiting.UntilAsync(
                async () => await directory.QueryAsync<long>(
                    "SELECT count(*) FROM dead WHERE source = $1 AND raw = $2", $"client-directory-{queue}", $"{{ poison of {queue} \uFFFD") == 1,
                Directory.Patience,
                $"a dead letter of {queue}");
            Assert.False(await ExistsAsync(connection, $"client-directory-{queue}_error"));
            Assert.False(await ExistsAsync(connection, $"client-directory-{queue}_skipped"));
        }
    }

    [Fact]
    public async Task Contacts_survive_the_death_of_an_instance_amid_them()
    {
        var contacts = Enumerable.Range(0, 200).Select(_ => Any.Contact(Any.Digits(), Any.Account())).ToList();
        var publishing = Task.WhenAll(contacts.Select(contact => directory.Bus.Publish(contact)));

        await directory.Processes[1].KillAsync();
        await directory.Processes[1].StartAsync();
        await publishing;

        foreach (var contact in contacts)
        {
            await directory.Heard.NextAsync<ClientLinked>(linked => linked.CausedBy == contact.MessageId);
        }
    }

    [Fact]
    public void Logs_hold_neither_names_nor_phones()
    {
        foreach (var process in directory.Processes)
        {
            Assert.DoesNotContain("Иван", process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("916000", process.Output, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> ExistsAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }
}

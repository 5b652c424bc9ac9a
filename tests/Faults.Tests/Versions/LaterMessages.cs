using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Relay.Faults.Tests.Versions;

/// <summary>
/// Stands between the exchanges and the queues of a relay: every message, and every object within it, gets members that no contract of this version
/// knows.
/// </summary>
public sealed class LaterMessages : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;

    private LaterMessages(IConnection connection, IChannel channel)
    {
        this.connection = connection;
        this.channel = channel;
    }

    /// <summary>The number of messages of each queue.</summary>
    public ConcurrentDictionary<string, int> Changed { get; } = new(StringComparer.Ordinal);

    /// <summary>Puts itself before the named queues, each bound to an exchange of its name.</summary>
    public static async Task<LaterMessages> BetweenAsync(Uri virtualHost, IEnumerable<string> queues)
    {
        var broker = await new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var later = new LaterMessages(broker, await broker.CreateChannelAsync(confirming));
        foreach (var queue in queues)
        {
            await later.StandBeforeAsync(queue);
        }

        return later;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task StandBeforeAsync(string queue)
    {
        var own = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(own.QueueName, exchange: queue, routingKey: "");
        await channel.QueueUnbindAsync(queue, exchange: queue, routingKey: "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var envelope = JsonNode.Parse(delivery.Body.Span)!;
            AddMembers(envelope["message"]);
            var body = System.Text.Encoding.UTF8.GetBytes(envelope.ToJsonString());
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(delivery.BasicProperties), body);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            Changed.AddOrUpdate(queue, 1, (_, count) => count + 1);
        };
        await channel.BasicConsumeAsync(own.QueueName, autoAck: false, consumer);
    }

    private static void AddMembers(JsonNode? node)
    {
        foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
        {
            AddMembers(inner);
        }

        if (node is JsonObject known)
        {
            known["ofALaterVersion"] = new JsonObject { ["a"] = 1, ["b"] = new JsonArray("text", null, 2.5) };
        }
    }
}

using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Relay.ServiceDefaults.Tests.Bus;

/// <summary>The broker without MassTransit, to put malformed messages on a queue and to list queues.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    private readonly IConnection connection;

    private RawBroker(IConnection connection) => this.connection = connection;

    public static async Task<RawBroker> ConnectAsync(Uri broker) => new(await new ConnectionFactory { Uri = broker }.CreateConnectionAsync());

    public async Task PutAsync(string queue, string body, BasicProperties? properties = null)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync("", queue, mandatory: true, properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(body));
    }

    public async Task<bool> HasQueueAsync(string queue)
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

    public async Task<uint> CountAsync(string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

using System.Threading.Channels;
using System.Threading.RateLimiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Relay.Bench.Comparators.Bare;

/// <summary>Durable quorum queues: publishing with confirms, and consuming in batches with one acknowledgement.</summary>
internal sealed class BareQueues : IAsyncDisposable
{
    private const int Unconfirmed = 1000;
    private const ushort Prefetch = 1000;
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly IConnection connection;

    private BareQueues(IConnection connection) => this.connection = connection;

    public static async Task<BareQueues> ConnectAsync(Uri broker) => new(await new ConnectionFactory { Uri = broker }.CreateConnectionAsync());

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>A channel for one publisher.</summary>
    public async Task<Func<byte[], ValueTask>> PublisherAsync(string queue)
    {
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: new ConcurrencyLimiter(
                new ConcurrencyLimiterOptions { PermitLimit = Unconfirmed, QueueLimit = int.MaxValue })));
        await DeclareAsync(channel, queue);
        return body => channel.BasicPublishAsync("", queue, mandatory: true, Persistent, body);
    }

    /// <summary>Consumes for ever: takes what is there, and acknowledges it after processing.</summary>
    /// <param name="take">Gets messages in the order of arrival; returns when all are stored.</param>
    public async Task<Task> ConsumeAsync<T>(string queue, int largest, Func<ReadOnlyMemory<byte>, ulong, T> read, Func<List<T>, Task> take)
    {
        var channel = await connection.CreateChannelAsync();
        await DeclareAsync(channel, queue);
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var arrivals = Channel.CreateUnbounded<(T Item, ulong Tag)>(new UnboundedChannelOptions { SingleReader = true });
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivered) =>
        {
            arrivals.Writer.TryWrite((read(delivered.Body, delivered.DeliveryTag), delivered.DeliveryTag));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return Batches.RunAsync(arrivals.Reader, largest, async batch =>
        {
            await take(batch.ConvertAll(one => one.Item));
            await channel.BasicAckAsync(batch[^1].Tag, multiple: true);
        });
    }

    private static Task DeclareAsync(IChannel channel, string queue) => channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" });
}

/// <summary>Messages that arrive while a batch is processed are the next batch.</summary>
internal static class Batches
{
    public static async Task RunAsync<T>(ChannelReader<T> reader, int largest, Func<List<T>, Task> take)
    {
        while (await reader.WaitToReadAsync())
        {
            var batch = new List<T>();
            while (batch.Count < largest && reader.TryRead(out var one))
            {
                batch.Add(one);
            }

            await take(batch);
        }
    }
}

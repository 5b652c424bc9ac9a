using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>
/// Returns a message to its queue as it was. If its consumer fails again, it becomes a new letter. The exchange that MassTransit binds to each queue
/// has the queue's name.
/// </summary>
internal sealed class QueueReplay(RelayOptions options, ServiceIdentity service) : IDeadLetterReplay
{
    private const string ContentType = "application/vnd.masstransit+json";
    private const string NoSuchExchange = "404";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public bool Takes(string source) => source.StartsWith(service.Name + "-", StringComparison.Ordinal);

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        if (!BrokerAddress.TryParse(options.RabbitMq, out var broker))
        {
            throw new InvalidOperationException("The broker's address was not validated.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var factory = new ConnectionFactory
        {
            HostName = broker.Host,
            Port = broker.Port,
            VirtualHost = broker.VirtualHost,
            UserName = broker.User,
            Password = broker.Password,
            Ssl = new SslOption(broker.Host, enabled: broker.Tls),
            AutomaticRecoveryEnabled = false,
        };
        await using var connection = await factory.CreateConnectionAsync($"{service.Name} replay", limit.Token);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), limit.Token);
        try
        {
            var properties = new BasicProperties { ContentType = ContentType, DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync(letter.Source, "", mandatory: true, properties, Encoding.UTF8.GetBytes(letter.Raw), limit.Token);
            return new ReplayResult(Done: true, "given back to its queue; what cannot be consumed becomes a new letter");
        }
        catch (PublishException)
        {
            return new ReplayResult(Done: false, "its queue is gone");
        }
        catch (OperationInterruptedException error)
            when (error.ShutdownReason?.ReplyCode.ToString(System.Globalization.CultureInfo.InvariantCulture) == NoSuchExchange)
        {
            return new ReplayResult(Done: false, "its queue is gone");
        }
    }
}

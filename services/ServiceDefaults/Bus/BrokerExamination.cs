using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Bus;

/// <summary>Checks that the broker can be used with these rights: a temporary queue of the service takes one message.</summary>
internal sealed class BrokerExamination(RelayOptions options, ServiceIdentity service, TimeProvider time) : IExamination
{
    private const string Variable = "ConnectionStrings__RabbitMq";
    private const ushort AccessRefused = 403;
    private const ushort NotAllowed = 530;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!BrokerAddress.TryParse(options.RabbitMq, out var broker))
        {
            throw new InvalidOperationException("The broker's address was not validated.");
        }

        if (Encryption.Of("the broker", broker.Host, broker.Tls, $"Use amqps:// in {Variable}.") is { } encryption)
        {
            yield return encryption;
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        yield return await ExamineAsync(broker, both.Token);
    }

    private async Task<Finding> ExamineAsync(BrokerAddress broker, CancellationToken cancellationToken)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"{broker.Host}:{broker.Port}");
        var connected = false;
        try
        {
            await using var connection = await Factory(broker).CreateConnectionAsync(cancellationToken);
            connected = true;
            return await PassOneAsync(connection, cancellationToken)
                ? Finding.Good("The broker lets the service in, and a message passes through a queue of its own.")
                : Finding.Wrong("The broker took a message and did not deliver it.", "See the broker's log.");
        }
        catch (Exception error)
        {
            return Explain(error, where, connected);
        }
    }

    private async Task<bool> PassOneAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var name = EndpointNames.For(service.Name, $"doctor-{Guid.NewGuid():N}");
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, routingKey: "", cancellationToken: cancellationToken);
        await channel.BasicPublishAsync(name, routingKey: "", mandatory: true, body: new byte[1], cancellationToken: cancellationToken);
        return await channel.BasicGetAsync(name, autoAck: true, cancellationToken) is not null;
    }

    private ConnectionFactory Factory(BrokerAddress broker) => new()
    {
        HostName = broker.Host,
        Port = broker.Port,
        VirtualHost = broker.VirtualHost,
        UserName = broker.User,
        Password = broker.Password,
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Limit / 2,
        ClientProvidedName = $"{service.Name} doctor",
        Ssl = new SslOption(broker.Host, enabled: broker.Tls),
    };

    private static Finding Explain(Exception error, string where, bool connected)
    {
        var causes = Causes(error).ToList();
        var reply = causes.OfType<OperationInterruptedException>().FirstOrDefault()?.ShutdownReason?.ReplyCode;
        return causes.OfType<AuthenticationFailureException>().Any() || (reply == AccessRefused && !connected)
                ? Finding.Wrong(
                    $"The broker at {where} refuses the user or the password.",
                    $"Correct them in {Variable}; special characters must be percent-encoded.")
            : reply == NotAllowed ? Finding.Wrong(
                $"The broker at {where} has no such virtual host, or the user may not use it.",
                $"Correct the path of {Variable}, or give the user rights there: rabbitmqctl set_permissions.")
            : reply == AccessRefused ? Finding.Wrong("The broker does not let the user create and use queues of this service.",
                "Give the user the rights to configure, write and read names that begin with the service's name.")
            : connected && error is OperationCanceledException ? Finding.Wrong(
                "The broker does not take messages.", "It may be short of memory or disk: rabbitmqctl status says so, under Alarms.")
            : connected ? Finding.Wrong($"The broker at {where} broke off ({error.GetType().Name}).", "See the broker's log.")
            : Finding.Wrong($"No broker answers at {where}.", $"Check that it runs and can be reached from here, with TLS for amqps; else correct {Variable}.");
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}

using System.Net.Security;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Bus;

/// <summary>MassTransit on RabbitMQ, the same for all services.</summary>
public static class BusExtensions
{
    /// <summary>How many messages an endpoint prefetches and processes at once, if its definition does not say.</summary>
    private const int DefaultConcurrency = 300;

    /// <summary>
    /// Never reached in practice. Not -1: RabbitMQ 3.10 accepts that and then drops the message at the first requeue.
    /// </summary>
    private const int DeliveryLimit = 1_000_000;

    /// <summary>
    /// Adds the bus with the service's consumers, <see cref="IBusSender"/>, and a health check that sends. Needs <c>AddDatabase</c>: consuming starts
    /// after the migration, and a message that cannot be consumed becomes a dead letter.
    /// </summary>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator> consumers)
    {
        var service = builder.Services.Single(added => added.ServiceType == typeof(ServiceIdentity)).ImplementationInstance as ServiceIdentity
            ?? throw new InvalidOperationException("AddServiceDefaults comes first.");
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(EndpointNames.Formatter(service.Name));
            bus.AddInstanceConsumer<BrokerProbeConsumer>();
            consumers(bus);
            bus.AddConfigureEndpointsCallback((context, name, endpoint) => ConfigureEndpoint(context, name, endpoint, service));
            bus.UsingRabbitMq((context, rabbit) => Configure(context, rabbit, service));
        });
        // Our own bus start waits for the database first.
        builder.Services.RemoveMassTransitHostedService();
        builder.Services.AddSingleton<BrokerExamination>();
        builder.Services.AddSingleton<IExamination>(provider => provider.GetRequiredService<BrokerExamination>());
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BusStart>(provider, provider.GetRequiredService<BrokerExamination>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BusStart>());
        builder.Services.AddSingleton<IBusSender, BusSender>();
        builder.Services.TryAddSingleton<DatabaseRetries>();
        builder.Services.AddSingleton<DeadLetterFilter>();
        builder.Services.AddSingleton<BrokerProbe>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BrokerProbe>());
        builder.Services.AddHealthChecks().AddCheck<BrokerHealth>("broker");
        return builder;
    }

    /// <summary>
    /// A consumer with an endpoint per instance, which is deleted with the instance: for events that invalidate caches. While disconnected, the instance
    /// misses them: register an <see cref="IReceiveEndpointObserver"/> that clears the cache at <c>Ready</c>.
    /// </summary>
    public static void AddInstanceConsumer<TConsumer>(this IBusRegistrationConfigurator bus)
        where TConsumer : class, IConsumer
    {
        var instance = Guid.NewGuid().ToString("N");
        bus.AddConsumer<TConsumer>().Endpoint(endpoint =>
        {
            endpoint.InstanceId = instance;
            endpoint.Temporary = true;
        });
        bus.AddSingleton(new SpecialEndpoint(typeof(TConsumer), instance));
    }

    /// <summary>
    /// A consumer that answers requests. Its instances share an endpoint that is not replicated, and unanswered requests expire, because the caller has
    /// stopped waiting.
    /// </summary>
    public static void AddRequestConsumer<TConsumer>(this IBusRegistrationConfigurator bus)
        where TConsumer : class, IConsumer
    {
        bus.AddConsumer<TConsumer>();
        bus.AddSingleton(new SpecialEndpoint(typeof(TConsumer), InstanceId: null));
    }

    private static void Configure(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, ServiceIdentity service)
    {
        var options = context.GetRequiredService<RelayOptions>();
        if (!BrokerAddress.TryParse(options.RabbitMq, out var broker))
        {
            throw new InvalidOperationException("The broker's address was not validated.");
        }

        rabbit.Host(broker.Host, broker.Port, broker.VirtualHost, service.Name, host =>
        {
            host.Username(broker.User);
            host.Password(broker.Password);
            host.Heartbeat(TimeSpan.FromSeconds(10));
            if (broker.Tls)
            {
                host.UseSsl(tls =>
                {
                    tls.ServerName = broker.Host;
                    // The default accepts chain errors.
                    tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors
                        | SslPolicyErrors.RemoteCertificateNameMismatch
                        | SslPolicyErrors.RemoteCertificateNotAvailable);
                });
            }
        });

        rabbit.PrefetchCount = DefaultConcurrency;
        rabbit.ConcurrentMessageLimit = DefaultConcurrency;

        // Requests and their answers are worthless after a restart.
        rabbit.ConfigureSend(send => send.UseExecute(message => message.Durable = message.RequestId is null));

        // No consumer: everything that the broker gives up on is "skipped", and so becomes a dead letter.
        rabbit.ReceiveEndpoint(EndpointNames.DeadLetters(service.Name), endpoint => ConfigureDurable(context, endpoint, deadLetterExchange: null));
        rabbit.ConfigureEndpoints(context);
    }

    private static void ConfigureEndpoint(IRegistrationContext context, string name, IReceiveEndpointConfigurator endpoint, ServiceIdentity service)
    {
        var rabbit = (IRabbitMqReceiveEndpointConfigurator)endpoint;
        if (context.GetServices<SpecialEndpoint>().Any(special => special.IsNamed(name, service.Name)))
        {
            ConfigureFailures(context, rabbit);
        }
        else
        {
            ConfigureDurable(context, rabbit, EndpointNames.DeadLetters(service.Name));
        }
    }

    private static void ConfigureDurable(IRegistrationContext context, IRabbitMqReceiveEndpointConfigurator endpoint, string? deadLetterExchange)
    {
        endpoint.SetQuorumQueue();
        endpoint.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        if (deadLetterExchange is not null)
        {
            endpoint.SetQueueArgument("x-dead-letter-exchange", deadLetterExchange);
        }

        ConfigureFailures(context, endpoint);
    }

    /// <summary>
    /// Messages that fail for good or have no consumer are stored. MassTransit's <c>_error</c> and <c>_skipped</c> queues are never created.
    /// </summary>
    private static void ConfigureFailures(IRegistrationContext context, IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        var filter = context.GetRequiredService<DeadLetterFilter>();
        endpoint.ConfigureError(error => error.UseFilter(filter));
        endpoint.ConfigureDeadLetter(skipped => skipped.UseFilter(filter));
    }
}

/// <summary>An endpoint that is not a durable quorum queue.</summary>
/// <param name="InstanceId">The suffix of its name if one instance alone has it; null if all share it.</param>
internal sealed record SpecialEndpoint(Type Consumer, string? InstanceId)
{
    public bool IsNamed(string name, string service)
    {
        var shared = EndpointNames.Of(service, Consumer);
        return name == (InstanceId is null ? shared : $"{shared}-{InstanceId}");
    }
}

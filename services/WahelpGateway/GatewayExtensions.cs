using MassTransit;
using Relay.Contracts.Wahelp;
using Relay.Delivery;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Examining;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>What the gateway consists of, beyond its slices.</summary>
internal static class GatewayExtensions
{
    /// <summary>Long: if an event of the directory is late, a message goes under the phone that the client had a moment before.</summary>
    private static readonly TimeSpan ClientsKeptFor = TimeSpan.FromMinutes(10);

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddDeliveryConsumers();
        bus.AddSendingClientMessages();
        bus.AddReportingToOperators();
    }

    /// <summary>Managers' replies leave in their lanes; clients' messages come from TelegramGateway.</summary>
    public static WebApplicationBuilder AddGatewayDelivery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<WahelpOptions>().Rate is var rate and > 0
            ? new ProviderRate(rate, PerRecipient: 0, Burst: 1)
            : ProviderRate.Off);
        builder.Services.AddSingleton<UnprovenAnswers>().AddSingleton<AnswersSeen>();
        builder.Services.AddSingleton<SendDestination>().AddSingleton<IExamination>(services => services.GetRequiredService<SendDestination>());
        builder.Services.AddHealthChecks().AddCheck<SendDestination>("destination");
        return builder.AddDelivery(gateway => gateway
            .PublishesInLanes<OperatorReplied>((message, number, previous) => message with { Number = number, Previous = previous })
            .RemembersClientsFor(ClientsKeptFor)
            .SendsBy<WahelpProvider, WahelpText, Managers>("telegram-gateway", "wahelp"));
    }

    /// <summary>Adds a kind of message, for being sent and for knowing its echoes.</summary>
    public static IServiceCollection AddTextMessage<T>(this IServiceCollection services)
        where T : class, ITextMessage => services
            .AddSingleton<T>()
            .AddSingleton<ITextMessage>(provider => provider.GetRequiredService<T>())
            .AddSingleton<IMessageKind<WahelpText>>(provider => provider.GetRequiredService<T>());
}

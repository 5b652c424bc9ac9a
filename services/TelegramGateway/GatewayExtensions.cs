using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Bus;
using Relay.TelegramGateway.AskingForContact;
using Relay.TelegramGateway.LookingUpClients;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.SettlingClientMessages;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.TellingTheOwner;

namespace Relay.TelegramGateway;

/// <summary>What the gateway consists of, beyond its slices.</summary>
internal static class GatewayExtensions
{
    /// <summary>Telegram: one message a second to a chat; short bursts pass (telegram-api: "limits on sending").</summary>
    private const double RatePerChat = 1;

    private const int BurstPerChat = 3;

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddDeliveryConsumers();
        bus.AddConsumer<OperatorRepliedConsumer>();
        bus.AddConsumer<ContactRefusedConsumer>();
        bus.AddConsumer<ClientLinkedConsumer>();
        bus.AddConsumer<OwnerMustKnowConsumer>();
        bus.AddInstanceConsumer<LinkChangesConsumer>();
    }

    /// <summary>Clients' messages leave in their lanes, contacts without; replies come from WahelpGateway.</summary>
    public static WebApplicationBuilder AddGatewayDelivery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<TelegramOptions>().Rate is var rate and > 0
            ? new ProviderRate(rate, RatePerChat, BurstPerChat)
            : ProviderRate.Off);
        return builder.AddDelivery(gateway => gateway
            .PublishesInLanes<ClientMessageReceived>((message, number, previous) => message with { Number = number, Previous = previous })
            .Publishes<ClientContactShared>()
            .SendsBy<MessageSender, Clients>("wahelp-gateway", "telegram"));
    }
}

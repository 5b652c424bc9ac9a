using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery;
using Relay.Delivery.Settings;
using Relay.TelegramGateway.AskingForContact;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.SettlingClientMessages;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.TellingTheOwner;

namespace Relay.TelegramGateway;

/// <summary>The parts of the gateway.</summary>
internal static class GatewayExtensions
{
    /// <summary>Telegram allows one message a second to a chat, and short bursts (telegram-api: "limits on sending").</summary>
    private const double RatePerChat = 1;

    private const int BurstPerChat = 3;

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddDeliveryConsumers();
        bus.AddConsumer<OperatorRepliedConsumer>();
        bus.AddConsumer<ContactRefusedConsumer>();
        bus.AddConsumer<ClientLinkedConsumer>();
        bus.AddConsumer<OwnerMustKnowConsumer>();
    }

    /// <summary>Clients' messages are published in their lanes, contacts without; replies come from WahelpGateway.</summary>
    public static WebApplicationBuilder AddGatewayDelivery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<TelegramOptions>().Rate is var rate and > 0
            ? new ProviderRate(rate, RatePerChat, BurstPerChat)
            : ProviderRate.Off);
        return builder.AddDelivery(gateway => gateway
            .PublishesInLanes<ClientMessageReceived>((message, number, previous) => message with { Number = number, Previous = previous })
            .Publishes<ClientContactShared>()
            .SendsBy<TelegramProvider, TelegramPart, Clients>("wahelp-gateway", "telegram"));
    }
}

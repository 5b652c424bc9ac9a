using MassTransit;
using Microsoft.Extensions.Hosting;
using Relay.Contracts.Telegram;
using Relay.Delivery;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Examining;
using Relay.TelegramGateway.AskingForContact;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.ReceivingUpdates;
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

    /// <summary>A chat must not see what is meant for somebody else, even if the event that says so is late.</summary>
    private static readonly TimeSpan ClientsKeptFor = TimeSpan.FromSeconds(2);

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddDeliveryConsumers();
        bus.AddConsumer<OperatorRepliedConsumer>();
        bus.AddConsumer<ContactRefusedConsumer>();
        bus.AddConsumer<ClientLinkedConsumer>();
        bus.AddConsumer<OwnerMustKnowConsumer>();
    }

    public static WebApplicationBuilder AddTelegram(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TelegramConnection>().AddSingleton<TelegramMessages>().AddSingleton<UpdateSource>().AddSingleton<BotAccount>();
        builder.Services.AddSingleton<IExamination, BotExamination>();
        return builder;
    }

    public static WebApplicationBuilder AddReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind<TelegramText>, Reply>();
        return builder;
    }

    public static WebApplicationBuilder AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind<TelegramText>, PromptMessage>().AddSingleton<ISharedContacts, SharedContacts>()
            .AddSingleton<IContactQuestions, ContactQuestions>().AddSingleton<IVerb, RepeatContacts>();
        return builder;
    }

    public static WebApplicationBuilder AddOwnerNotices(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind<TelegramText>, OwnerNoticeMessage>();
        return builder;
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
            .RemembersClientsFor(ClientsKeptFor)
            .SendsBy<TelegramProvider, TelegramText, Clients>("wahelp-gateway", "telegram"));
    }

    public static WebApplicationBuilder AddReceivingUpdates(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IChatMemory, ChatMemory>().AddSingleton<IChatTopics, ChatTopics>().AddSingleton<IPollerState, PollerState>();
        services.AddSingleton<IWebhookMemory, WebhookMemory>().AddSingleton<OwnWebhook>();
        services.AddSingleton<UnlinkedClients>().AddSingleton<UpdateIntake>().AddSingleton<BotConflict>().AddSingleton<IDeadLetterReplay, UpdateReplay>();
        services.AddSingleton(provider => new UpdateTranslator(
            provider.GetRequiredService<TelegramOptions>().BotId, provider.GetRequiredService<RelayOptions>().Language));
        services.AddSingleton<ReturnedClients>().AddHostedService(provider => provider.GetRequiredService<ReturnedClients>());
        services.AddHostedService<ForgettingTexts>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TelegramOptions>().Mode == TelegramMode.Polling
            ? ActivatorUtilities.CreateInstance<UpdatePoller>(provider)
            : ActivatorUtilities.CreateInstance<WebhookKeeper>(provider));
        services.AddSingleton(UpdatesGauge.LastGood);
        services.AddHealthChecks().AddCheck<UpdatesHealth>("updates");
        return builder;
    }
}

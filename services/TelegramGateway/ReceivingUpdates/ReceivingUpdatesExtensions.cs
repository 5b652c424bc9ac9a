using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Clients' messages come in, by polling or by webhook.</summary>
internal static class ReceivingUpdatesExtensions
{
    public static WebApplicationBuilder AddReceivingUpdates(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IChatMemory, ChatMemory>().AddSingleton<IChatTopics, ChatTopics>().AddSingleton<IPollerState, PollerState>();
        services.AddSingleton<IWebhookMemory, WebhookMemory>().AddSingleton<OwnWebhook>();
        services.AddSingleton<UnlinkedClients>().AddSingleton<UpdateIntake>().AddSingleton<BotConflict>().AddSingleton<IDeadLetterReplay, UpdateReplay>();
        services.AddSingleton(provider => new UpdateTranslator(
            provider.GetRequiredService<TelegramOptions>().BotId, provider.GetRequiredService<RelayOptions>().Language)
        {
            LinksFiles = provider.GetRequiredService<ClientFileOptions>().PublicUrl is not null,
        });
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

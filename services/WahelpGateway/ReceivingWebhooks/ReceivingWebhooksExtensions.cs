using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Managers' messages come in by webhook.</summary>
internal static class ReceivingWebhooksExtensions
{
    public static WebApplicationBuilder AddReceivingWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IHttpContextFactory, HidingQueries>();
        builder.Services.AddSingleton<IStoredEvents, StoredEvents>();
        builder.Services.AddSingleton<IClientPhones, ClientPhones>();
        builder.Services.AddSingleton<EventPhones>();
        builder.Services.AddSingleton<WebhookJudge>();
        builder.Services.AddSingleton<IEvidence, Evidence>().AddSingleton<SentWords>();
        builder.Services.AddSingleton<Echoes>().AddSingleton<EchoesWithoutIds>().AddSingleton<OriginFinder>();
        builder.Services.AddSingleton<ChannelNumber>();
        builder.Services.AddSingleton<Versions>();
        builder.Services.AddSingleton<SetAside>();
        builder.Services.AddSingleton<MessageTaking>().AddSingleton<Deletions>();
        builder.Services.AddSingleton<WebhookHandler>();
        builder.Services.AddSingleton<ILearning, LearningTable>().AddSingleton(LearningTable.Over).AddSingleton<LearningCapture>();
        builder.Services.AddSingleton<WebhookEndpoint>();
        builder.Services.AddSingleton<ILaneWork, WaitingEvents>();
        builder.Services.AddSingleton<IDeadLetterReplay, WebhookReplay>();
        return builder;
    }

    /// <summary>Messages whose webhook was lost are found in the channel's history.</summary>
    public static WebApplicationBuilder AddHistory(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HistoryState>().AddSingleton<HistoryEvidence>().AddSingleton<HistoryTaking>().AddHostedService<HistoryKeeper>();
        builder.Services.AddHealthChecks().AddCheck<HistoryState>("history");
        return builder;
    }

    public static WebApplication MapReceivingWebhooks(this WebApplication app)
    {
        app.MapDoor(Door.Public).MapPost("/wahelp/webhook", (HttpContext context, WebhookEndpoint endpoint) => endpoint.HandleAsync(context));
        return app;
    }
}

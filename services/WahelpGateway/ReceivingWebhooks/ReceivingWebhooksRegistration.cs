using Relay.ServiceDefaults.DeadLetters;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Managers' messages come in by webhook.</summary>
internal static class ReceivingWebhooksRegistration
{
    public static WebApplicationBuilder AddReceivingWebhooks(this WebApplicationBuilder builder)
    {
        // These lines hold the whole address, with the webhook's token in it. By its full name, for settings go by the longest prefix.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Services.AddSingleton<IStoredEvents, StoredEvents>();
        builder.Services.AddSingleton<WebhookJudge>();
        builder.Services.AddSingleton<Echoes>();
        builder.Services.AddSingleton<MessageTaking>();
        builder.Services.AddSingleton<WebhookHandler>();
        builder.Services.AddSingleton<WebhookEndpoint>();
        builder.Services.AddSingleton<IOutgoing, WaitingEvents>();
        builder.Services.AddSingleton<IDeadLetterReplay, WebhookReplay>();
        return builder;
    }

    /// <summary>Those that no webhook brought are found in the channel's history.</summary>
    public static WebApplicationBuilder AddHistory(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HistoryState>().AddHostedService<HistoryKeeper>();
        builder.Services.AddHealthChecks().AddCheck<HistoryState>("history");
        return builder;
    }

    public static WebApplication MapReceivingWebhooks(this WebApplication app)
    {
        app.MapPost("/wahelp/webhook", (HttpContext context, WebhookEndpoint endpoint) => endpoint.HandleAsync(context));
        return app;
    }
}

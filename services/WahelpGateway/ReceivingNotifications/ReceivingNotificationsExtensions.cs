using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>Other systems of the company write to clients.</summary>
internal static class ReceivingNotificationsExtensions
{
    public static WebApplicationBuilder AddReceivingNotifications(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAcceptedNotifications, AcceptedNotifications>();
        builder.Services.AddSingleton<NotificationRules>().AddSingleton<NotificationDesk>().AddSingleton<NotificationEndpoint>();
        builder.Services.AddTextMessage<NotificationNote>();
        return builder;
    }

    public static WebApplication MapReceivingNotifications(this WebApplication app)
    {
        var notifications = app.MapAdministration().MapGroup("/notifications");
        notifications.MapPost("", (NotificationEndpoint endpoint, HttpRequest request) => endpoint.PostAsync(request));
        notifications.MapGet("/{id}", (string id, NotificationEndpoint endpoint, HttpResponse response) => endpoint.GetAsync(id, response));
        notifications.MapPost(
            "/file",
            (HttpContext context, NotificationRules rules, NotificationDesk desk, DatabaseRetries retries, ILogger<NotificationFile> logger,
                bool note = false) => new NotificationFile(rules, desk, retries, logger, note).RunAsync(context));
        return app;
    }
}

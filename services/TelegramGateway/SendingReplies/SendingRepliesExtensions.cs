using Relay.TelegramGateway.LookingUpClients;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>Managers' replies go to clients.</summary>
internal static class SendingRepliesExtensions
{
    public static WebApplicationBuilder AddSendingReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientLookup>().AddSingleton<IClientLookup>(services => services.GetRequiredService<ClientLookup>());
        builder.Services.AddSingleton<IMessageKind, Reply>();
        return builder;
    }
}

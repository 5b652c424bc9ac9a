using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>Managers' replies go to clients.</summary>
internal static class SendingRepliesExtensions
{
    public static WebApplicationBuilder AddSendingReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Reply>();
        builder.Services.AddSingleton<IMessageKind<TelegramPart>>(services => services.GetRequiredService<Reply>());
        builder.Services.AddSingleton<IMessageKind<TelegramPart>, ReplyChange>();
        return builder;
    }
}

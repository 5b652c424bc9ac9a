using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.TellingTheOwner;

/// <summary>Notices go to the owner's chat.</summary>
internal static class TellingTheOwnerExtensions
{
    public static WebApplicationBuilder AddTellingTheOwner(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind<TelegramPart>, OwnerNoticeMessage>();
        return builder;
    }
}

using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.TellingTheOwner;

/// <summary>Notices go to the owner's chat.</summary>
internal static class TellingTheOwnerExtensions
{
    public static WebApplicationBuilder AddTellingTheOwner(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind, OwnerNoticeMessage>();
        return builder;
    }
}

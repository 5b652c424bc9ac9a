using System.Globalization;
using Relay.Delivery.Messages;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Telegram's id of a message: unique only within its chat, so both are kept.</summary>
internal sealed record TelegramId(long ChatId, int MessageId)
{
    /// <summary>The id of a part that the chat shows.</summary>
    public static TelegramId Of(ShownPart part)
    {
        var separator = part.ProviderMessageId.IndexOf(':', StringComparison.Ordinal);
        return new(
            long.Parse(part.ProviderMessageId.AsSpan(0, separator), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            int.Parse(part.ProviderMessageId.AsSpan(separator + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>As <c>sent_id</c> keeps it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ChatId}:{MessageId}");
}

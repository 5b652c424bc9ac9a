using Relay.Contracts.Telegram;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>The contacts that clients shared with this bot.</summary>
internal interface ISharedContacts
{
    /// <summary>The contact of this message id; null where it is none of ours. Repeats transient database errors until cancelled.</summary>
    Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken);
}

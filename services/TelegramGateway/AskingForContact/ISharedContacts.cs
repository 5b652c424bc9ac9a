using Relay.Contracts.Telegram;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>Contacts that clients shared with this bot.</summary>
internal interface ISharedContacts
{
    /// <summary>The contact with this message id; null if it is none of ours. Retries transient database errors until cancelled.</summary>
    Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Sending;

/// <summary>What recipients' chats show of this gateway's messages, for changing it.</summary>
public interface IShownMessages
{
    /// <summary>What is shown of a message. Within its lane nothing else changes that while a change of it is in hand.</summary>
    Task<ShownMessage> FindAsync(Guid messageId, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;
using Relay.Delivery.TellingTheOwner;

namespace Relay.Delivery.Announcing;

/// <summary>How a gateway says to the origin what became of its messages: one contract per kind of outcome.</summary>
public interface IOutcomeContracts
{
    /// <summary>The batch contract for delivered messages.</summary>
    object Delivered(IReadOnlyList<Guid> messageIds, IReadOnlyList<Guid> maybeDuplicates);

    /// <summary>The contract for a message that waits for people.</summary>
    /// <param name="since">Since when its lane is held for this reason.</param>
    object Held(OutgoingMessage message, string reason, DateTimeOffset since);

    /// <summary>The contract for a message that will not be delivered.</summary>
    object Failed(OutgoingMessage message, string reason, DateTimeOffset failedAt);

    /// <summary>
    /// What follows when a message of this service's own (a prompt, a note) is held or failed: something to tell the owner, or null.
    /// </summary>
    OwnerNotice? LocalFailed(OutgoingMessage message, string reason);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Accepting;

/// <summary>A gateway's queries about accepted messages. They are kept for 30 days after they settled.</summary>
public interface IAcceptedMessages
{
    /// <summary>Those of the messages that are still kept. Retried while the database is away.</summary>
    Task<IReadOnlyList<AcceptedMessage>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>True if a message of this contract is kept whose mark does not begin with this prefix.</summary>
    Task<bool> AnyAsync(string type, string exceptMarked, CancellationToken cancellationToken);

    /// <summary>All facts about an event in one query; concurrent events share it.</summary>
    Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken);

    /// <summary>Publishes all messages of a contract again, settled or not.</summary>
    /// <returns>How many were published.</returns>
    Task<int> RepeatAsync(string type, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Accepting;

/// <summary>What was accepted, for its gateway. Remembered for 30 days after it settled.</summary>
public interface IAcceptedMessages
{
    /// <summary>Those of the messages that are remembered. Repeated while the database is away.</summary>
    Task<IReadOnlyList<AcceptedMessage>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>True if a message of this contract is remembered whose mark does not begin so.</summary>
    Task<bool> AnyAsync(string type, string exceptMarked, CancellationToken cancellationToken);

    /// <summary>What one look tells of an event; many events share a query.</summary>
    Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken);

    /// <summary>Publishes all messages of a contract again, settled or not.</summary>
    /// <returns>How many.</returns>
    Task<int> RepeatAsync(string type, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Receiving;

/// <summary>Where consumers put what came for delivery. When a call returns, the row is committed and the bus message may be acknowledged.</summary>
public interface IInbox
{
    /// <summary>Stores the message, or refreshes what it waits for where it is known. Repeats transient database errors until cancelled.</summary>
    Task StoreAsync(Arrival arrival, CancellationToken cancellationToken);

    /// <summary>Stores messages of this service's own; known ids are ignored. Repeats transient database errors until cancelled.</summary>
    Task StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken);

    /// <summary>What is held for these parties goes on now: the clients linked, or unblocked the bot.</summary>
    /// <param name="parties">As the lanes name them.</param>
    /// <param name="reason">Which hold ends: one of <see cref="Contracts.Reasons"/>.</param>
    Task ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken);
}

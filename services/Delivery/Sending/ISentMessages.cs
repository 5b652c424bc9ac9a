using Relay.Delivery.Messages;

namespace Relay.Delivery.Sending;

/// <summary>What this gateway sent, for telling the echo of an own message from a person's.</summary>
public interface ISentMessages
{
    /// <summary>The messages of ours that one of these ids is kept of.</summary>
    Task<IReadOnlyList<SentMessage>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>
    /// What was sent to this phone within 24 h of a time, and may have arrived; what is still open, whenever it was sent. In its lane's order.
    /// </summary>
    Task<IReadOnlyList<SentMessage>> SentToAsync(string phone, DateTimeOffset around, CancellationToken cancellationToken);

    /// <summary>The last messages of others that the provider's answer confirmed by this time, the latest first.</summary>
    Task<IReadOnlyList<SentMessage>> LastAnsweredAsync(DateTimeOffset until, int most, CancellationToken cancellationToken);

    /// <summary>Keeps ids of a message of ours, beside those that the provider returned.</summary>
    /// <returns>True if one of them was not kept before.</returns>
    Task<bool> KeepAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>True while an uncertain message waits for a sign of its arrival, and the provider is not paused: then it is worth looking for one.</summary>
    Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken);

    /// <summary>True while a message of this lane is not final.</summary>
    Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken);

    /// <summary>The last messages of a lane, the latest first.</summary>
    Task<IReadOnlyList<OutgoingMessage>> LastOfAsync(string lane, int most, CancellationToken cancellationToken);

    /// <summary>
    /// A sign (echo, history) showed that an uncertain message arrived: it becomes delivered, and the ids are kept. Nothing else happens if it
    /// is final.
    /// </summary>
    Task ConfirmArrivalAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Receiving;

/// <summary>Stores incoming messages for delivery. After a call returns, the row is committed and the bus message may be acknowledged.</summary>
public interface IInbox
{
    /// <summary>Stores the message; if it is known, refreshes what it waits for. Retries transient database errors until cancelled.</summary>
    Task StoreAsync(Arrival arrival, CancellationToken cancellationToken);

    /// <summary>Stores this service's own messages; known ids are ignored. Retries transient database errors until cancelled.</summary>
    Task StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Delivers a message after all that failed for this reason before anything of it was sent, and that nothing has changed since. Its origin has settled
    /// it, and hears of the new outcome. Retries transient database errors until cancelled.
    /// </summary>
    /// <param name="arrival">The message as it came. What it brings alongside is committed in any case.</param>
    /// <param name="reason">Why it failed: one of <see cref="Contracts.Reasons"/>.</param>
    /// <param name="cancellationToken">Ends the retries.</param>
    /// <returns>True if the message is open now; it may have been before.</returns>
    Task<bool> ReopenAsync(Arrival arrival, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// What this message brings is here: if the head of its lane waits for it before its first attempt, the lane looks again at once. Only a hint, because
    /// the lane looks again soon anyway: it is tried once, and fails if the lane is locked.
    /// </summary>
    Task WakeAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>Releases messages held for these parties: the clients linked, or unblocked the bot.</summary>
    /// <param name="parties">As the lanes name them.</param>
    /// <param name="reason">The hold that ends: one of <see cref="Contracts.Reasons"/>.</param>
    Task ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken);

    /// <summary>The same for this Telegram chat: the chat itself, and every party whose messages were last sent there.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="reason">The hold that ends: one of <see cref="Contracts.Reasons"/>.</param>
    /// <param name="cancellationToken">Ends the retries.</param>
    Task ReleaseChatAsync(long chatId, string reason, CancellationToken cancellationToken);
}

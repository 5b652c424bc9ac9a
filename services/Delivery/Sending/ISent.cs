namespace Relay.Delivery.Sending;

/// <summary>What this gateway sent, for telling the echo of an own message from a person's.</summary>
public interface ISent
{
    /// <summary>True where the provider returned this id for a message of ours.</summary>
    Task<bool> IsOwnAsync(string providerMessageId, CancellationToken cancellationToken);

    /// <summary>
    /// The messages to this phone that an event without a known id might be the echo of: those in a call now, and those that were
    /// ever uncertain within the last 24 h. Usually empty.
    /// </summary>
    Task<IReadOnlyList<SentCandidate>> CandidatesAsync(string phone, CancellationToken cancellationToken);

    /// <summary>
    /// True while a message that is uncertain waits for a sign of its arrival, and the provider is not paused: then it is worth looking for one.
    /// </summary>
    Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken);

    /// <summary>A sign (echo, history) showed that an uncertain message arrived: it becomes delivered. Nothing happens where it is final.</summary>
    Task ConfirmArrivalAsync(Guid messageId, string? providerMessageId, CancellationToken cancellationToken);
}

/// <summary>A message of ours that an echo may belong to.</summary>
/// <param name="Message">The message.</param>
/// <param name="InCall">True while its call runs or its outcome is open: wait until it is final, then ids decide.</param>
/// <param name="WasUncertain">True where it was ever uncertain: only then may the text decide.</param>
/// <param name="FirstAttemptAfter">No copy of it can be older than this.</param>
public sealed record SentCandidate(OutgoingMessage Message, bool InCall, bool WasUncertain, DateTimeOffset FirstAttemptAfter);

using Relay.Delivery.Messages;

namespace Relay.Delivery.Providers;

/// <summary>How a gateway's messages reach its provider. One per gateway; it never retries: each retry has one home, the lane.</summary>
public interface ISender
{
    /// <summary>
    /// Finds out who gets the message. Answers from memory complete synchronously and cost the lane nothing.
    /// Must not throw but for cancellation.
    /// </summary>
    ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the one call that sends the message's next part, and maps whatever comes back. The intent is committed before it.
    /// Ends within 15 s. Must not throw: what it cannot explain is <see cref="SendOutcome.Unanswered"/>.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the provider something that reaches nobody: is it there, and is the account good? So a doubt that the answer to a message
    /// leaves is asked about, not guessed. Cancelled after 5 s; an exception means <see cref="ProviderState.Away"/>.
    /// </summary>
    Task<ProviderState> AskAsync(CancellationToken cancellationToken);

    /// <summary>
    /// How long to look for signs (echo, history) that an unanswered message arrived, before it is sent again; zero where the provider shows
    /// none.
    /// </summary>
    TimeSpan ArrivalShowsWithin { get; }
}

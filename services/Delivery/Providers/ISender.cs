using Relay.Delivery.Messages;

namespace Relay.Delivery.Providers;

/// <summary>The gateway's provider and its kinds of messages, whatever they are made of.</summary>
internal interface ISender
{
    /// <summary>As <see cref="IProvider{TPart}.ArrivalShowsWithin"/>.</summary>
    TimeSpan ArrivalShowsWithin { get; }

    /// <summary>Finds out who gets the message, or does what is no message. Throws only if cancelled.</summary>
    ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>Sends the message's next part. Never throws.</summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken);

    /// <summary>As <see cref="IProvider{TPart}.AskAsync"/>.</summary>
    Task<ProviderState> AskAsync(CancellationToken cancellationToken);
}

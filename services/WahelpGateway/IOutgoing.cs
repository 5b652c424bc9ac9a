using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway;

/// <summary>One kind of message that goes through the lanes of this service: who gets it.</summary>
internal interface IOutgoing
{
    /// <summary>The kind, as <c>delivery.type</c> names it.</summary>
    string Type { get; }

    /// <summary>As <see cref="ISender.ResolveAsync"/>.</summary>
    ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

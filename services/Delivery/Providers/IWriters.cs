using Relay.Delivery.Messages;

namespace Relay.Delivery.Providers;

/// <summary>How a gateway tells people what became of their messages. Each may be called again with the same: it must then tell nothing twice.</summary>
public interface IWriters
{
    /// <summary>Tells whoever wrote that the message waits.</summary>
    Task TellHeldAsync(UndeliveredMessage message, CancellationToken cancellationToken);

    /// <summary>Tells whoever wrote that the message will not be delivered.</summary>
    Task TellFailedAsync(UndeliveredMessage message, CancellationToken cancellationToken);

    /// <summary>A message of this service's own (a prompt, a note) does not go: tells whoever is left to tell, if anybody.</summary>
    Task TellOwnFailedAsync(OutgoingMessage message, string reason, CancellationToken cancellationToken);
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Providers;

/// <summary>One kind of message that a gateway sends to its provider: a client's message, a note, a prompt. Register each as a singleton.</summary>
/// <typeparam name="TPart">What one call to the provider sends.</typeparam>
public interface IMessageKind<TPart>
{
    /// <summary>The kind, as <c>delivery.type</c> names it.</summary>
    string Type { get; }

    /// <summary>
    /// Finds out who gets the message. An answer from memory completes synchronously and costs the lane nothing. If it throws
    /// <see cref="System.Text.Json.JsonException"/> the stored body is broken, and the message fails; after any other exception it is asked again.
    /// </summary>
    ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>The parts of the message, each one call; always the same ones for the same message and recipient. If it throws, the message fails.</summary>
    IReadOnlyList<TPart> Compose(OutgoingMessage message, Recipient.Known recipient);
}

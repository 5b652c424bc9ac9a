using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Tests.InMemory;

/// <summary>A kind of message to it.</summary>
internal sealed class Texts(InMemoryProvider provider, string type) : IMessageKind<Part>
{
    public string Type => type;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) => provider.Resolve(message);

    public IReadOnlyList<Part> Compose(OutgoingMessage message, Recipient.Known recipient) =>
        provider.Composes?.Invoke(message, recipient)
            ?? [.. Enumerable.Range(0, provider.Parts(message)).Select(number => new Part(recipient.Phone!, number))];
}

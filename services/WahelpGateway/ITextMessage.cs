using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>One kind of message to Wahelp: one text, whoever gets it.</summary>
internal interface ITextMessage : IMessageKind<WahelpText>
{
    /// <summary>The text. The same message always says the same, because its echo is known by it.</summary>
    string TextOf(OutgoingMessage message);

    IReadOnlyList<WahelpText> IMessageKind<WahelpText>.Compose(OutgoingMessage message, Recipient.Known recipient) => [new WahelpText(TextOf(message))];
}

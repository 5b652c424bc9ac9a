using Relay.Delivery.Messages;

namespace Relay.WahelpGateway;

/// <summary>One kind of message that is really sent to Wahelp: what it says there.</summary>
internal interface IOutgoingWords
{
    /// <summary>The kind, as <c>delivery.type</c> names it.</summary>
    string Type { get; }

    /// <summary>The text. The same message always says the same, for its echo is known by it.</summary>
    string Of(OutgoingMessage message);
}

using Relay.Delivery.Messages;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>What an update becomes, and what the gateway must know of it later.</summary>
internal sealed record Translation(Intake Intake)
{
    /// <summary>The payload of a <c>/start</c>: for the chat's next message. Null where there is none.</summary>
    public string? StartPayload { get; init; }

    /// <summary>The hash of the text that was relayed: an edit with the same one changed nothing. Null where nothing was relayed.</summary>
    public long? TextHash { get; init; }
}

/// <summary>What is known of a chat when an update of it is translated.</summary>
/// <param name="StartPayload">The payload of a <c>/start</c> before this message that no other message got; null where there is none.</param>
/// <param name="TextHash">The hash of the text that this very message had when it was last relayed; null where it never was.</param>
internal sealed record KnownOfChat(string? StartPayload, long? TextHash)
{
    public static KnownOfChat Nothing { get; } = new(null, null);
}

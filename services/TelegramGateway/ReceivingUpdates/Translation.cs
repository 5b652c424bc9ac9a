using Relay.Delivery.Messages;
using Relay.TelegramGateway.LinkingFiles;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>The result of an update: its intake, and what the gateway must remember of it.</summary>
internal sealed record Translation(Intake Intake)
{
    /// <summary>The payload of a <c>/start</c>, for the chat's next message. Null if there is none.</summary>
    public string? StartPayload { get; init; }

    /// <summary>The hash of what was relayed: an edit with the same hash changed nothing. Null if nothing was relayed.</summary>
    public long? TextHash { get; init; }

    /// <summary>The file whose link was relayed; null if there is none.</summary>
    public StoredFile? File { get; init; }
}

/// <summary>What is known of a chat when its update is translated.</summary>
/// <param name="StartPayload">The payload of a <c>/start</c> before this message that no other message got; null if there is none.</param>
/// <param name="TextHash">The hash of this message when it was last relayed; null if it never was.</param>
internal sealed record KnownOfChat(string? StartPayload, long? TextHash)
{
    public static KnownOfChat Nothing { get; } = new(null, null);

    /// <summary>The link of the message's file; null if it has none.</summary>
    public FileLink? Link { get; init; }
}

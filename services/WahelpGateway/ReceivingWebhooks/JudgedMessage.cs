namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>A text in our channel, as the event alone tells it: whether it is an echo of ours is not known yet.</summary>
internal sealed record JudgedMessage
{
    /// <summary>The id that it is relayed under.</summary>
    public required Guid Id { get; init; }

    /// <summary>Wahelp's id; null where it has none.</summary>
    public required string? ProviderMessageId { get; init; }

    /// <summary>True where a repeat of the event cannot be told from a second message.</summary>
    public required bool MaybeDuplicate { get; init; }

    /// <summary>The client's phone in E.164; null where the event holds none.</summary>
    public required string? Phone { get; init; }

    /// <summary>What the client would read. Never blank.</summary>
    public required string Text { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>The direction as Wahelp spells it; empty where there is none.</summary>
    public required string Direction { get; init; }

    /// <summary>When it was made; null where the event does not say.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Raw { get; init; }

    /// <summary>True where it was found in the channel's history: then it is relayed only if it was never seen, and never as an edit.</summary>
    public bool FromHistory { get; init; }
}

/// <summary>Who wrote a text, by its direction.</summary>
internal enum Author
{
    /// <summary>A manager.</summary>
    Operator,

    /// <summary>Somebody whose words are not relayed: the client.</summary>
    Ignored,

    /// <summary>The settings do not name the direction.</summary>
    Unknown,
}

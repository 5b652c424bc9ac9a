using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>A text in our channel, as far as the event itself says: whether it is an echo of ours is not known yet.</summary>
internal sealed record JudgedMessage
{
    /// <summary>The id under which it is relayed.</summary>
    public required Guid Id { get; init; }

    /// <summary>Wahelp's id; null if it has none.</summary>
    public required string? ProviderMessageId { get; init; }

    /// <summary>All of Wahelp's ids of it, with their names.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>True if a repeat of the event cannot be distinguished from a second message.</summary>
    public required bool MaybeDuplicate { get; init; }

    /// <summary>The client's phone in E.164; null if the event has none.</summary>
    public required string? Phone { get; init; }

    /// <summary>The other reading of the phone, meant if only it is a client's; null if there is none, or it is decided.</summary>
    public string? OtherPhone { get; init; }

    /// <summary>The phone of the lane in which it may wait: the same for all events that spell the phone alike, whichever reading is meant.</summary>
    public string? WaitsAs { get; init; }

    /// <summary>The text for the client. Blank only beside a file, and for a deletion.</summary>
    public required string Text { get; init; }

    /// <summary>The address of its file; null if it has none.</summary>
    public string? FileUrl { get; init; }

    /// <summary>True if the event says that the message was deleted.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>True if it begins like a note of the relay: no client ever gets it.</summary>
    public bool IsMarked => NoteMark.Is(Text);

    /// <summary>The author.</summary>
    public required Author Author { get; init; }

    /// <summary>The direction as Wahelp spells it; empty if there is none.</summary>
    public required string Direction { get; init; }

    /// <summary>When it was made; null if unknown.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>When it was made, and no other time; null if unknown.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True if the event is a change.</summary>
    public bool IsChange { get; init; }

    /// <summary>True if a person wants it although it is old.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>When the reported change happened; null if unknown.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>True if the event reports a status, whatever else it has.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Identifies the text of a message without an id; null if it has one.</summary>
    public Guid? WordsId { get; init; }

    /// <summary>True if only its text can show whether it is a message or the status of one.</summary>
    public bool MayBeStatus { get; init; }

    /// <summary>When it came. It was written before that, however long it waits here.</summary>
    public DateTimeOffset? CameAt { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Raw { get; init; }

    /// <summary>True if it was found in the channel's history: then it is relayed only if it is new, and never as an edit.</summary>
    public bool FromHistory { get; init; }

    /// <summary>When it was made, as far as known. For a change, and in the history, that may be long before it came here; never after.</summary>
    public DateTimeOffset? Made => (FromHistory ? At : IsChange ? CreatedAt : null) is { } made && !(made > CameAt) ? made : CameAt;

    /// <summary>The source of the message.</summary>
    public Source Source => FromHistory ? Source.History : Source.Webhook;

    /// <summary>True if it may be an echo of ours and nothing shows whether it is.</summary>
    public bool IsDoubtful { get; init; }
}

/// <summary>The author of a text, by its direction.</summary>
internal enum Author
{
    /// <summary>A manager.</summary>
    Operator,

    /// <summary>An author whose texts are not relayed: the client.</summary>
    Ignored,

    /// <summary>No setting names the direction.</summary>
    Unknown,
}

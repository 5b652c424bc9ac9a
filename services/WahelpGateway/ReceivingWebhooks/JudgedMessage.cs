using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>A text in our channel, as the event alone tells it: whether it is an echo of ours is not known yet.</summary>
internal sealed record JudgedMessage
{
    /// <summary>The id that it is relayed under.</summary>
    public required Guid Id { get; init; }

    /// <summary>Wahelp's id; null where it has none.</summary>
    public required string? ProviderMessageId { get; init; }

    /// <summary>All ids that Wahelp has for it, with their names.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>True where a repeat of the event cannot be told from a second message.</summary>
    public required bool MaybeDuplicate { get; init; }

    /// <summary>The client's phone in E.164; null where the event holds none.</summary>
    public required string? Phone { get; init; }

    /// <summary>The phone that is meant instead if only it is a client's; null if nothing else can be meant, or it is decided.</summary>
    public string? OtherPhone { get; init; }

    /// <summary>Whose lane it waits in, if it must: the same for all events that spell the phone alike, whoever is meant.</summary>
    public string? WaitsAs { get; init; }

    /// <summary>What the client would read. Never blank.</summary>
    public required string Text { get; init; }

    /// <summary>True if it begins as the relay's notes do: no client ever gets it.</summary>
    public bool IsMarked => NoteMark.Is(Text);

    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>The direction as Wahelp spells it; empty where there is none.</summary>
    public required string Direction { get; init; }

    /// <summary>When it was made; null where the event does not say.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>When it was made, and by nothing else's time; null if the event does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True if the event tells of a change.</summary>
    public bool IsChange { get; init; }

    /// <summary>True if somebody wants it although it is old.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>When what the event tells happened; null if it does not say.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>True if the event tells how far a message came, whatever else it says.</summary>
    public bool HasStatus { get; init; }

    /// <summary>What the words of a message without an id are remembered by; null if it has one.</summary>
    public Guid? WordsId { get; init; }

    /// <summary>True if nothing but its words can tell whether it is a message or the status of one.</summary>
    public bool MayBeStatus { get; init; }

    /// <summary>When it came. It was written before that, however long it waits here.</summary>
    public DateTimeOffset? CameAt { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Raw { get; init; }

    /// <summary>True where it was found in the channel's history: then it is relayed only if it was never seen, and never as an edit.</summary>
    public bool FromHistory { get; init; }

    /// <summary>When it was made, as far as known: of a change, and in the history, that may be long before it came here. Never after that.</summary>
    public DateTimeOffset? Made => (FromHistory ? At : IsChange ? CreatedAt : null) is { } made && !(made > CameAt) ? made : CameAt;

    /// <summary>Who tells of it.</summary>
    public Source Source => FromHistory ? Source.History : Source.Webhook;

    /// <summary>True if it may be an echo of ours, and nobody can tell.</summary>
    public bool IsDoubtful { get; init; }
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

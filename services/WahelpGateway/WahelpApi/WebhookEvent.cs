namespace Relay.WahelpGateway.WahelpApi;

/// <summary>One event of a webhook call, in our words. Everything may be absent: no captured body is public.</summary>
internal sealed record WebhookEvent
{
    /// <summary>What happened to what, where the event says it.</summary>
    public required WebhookSubject Subject { get; init; }

    /// <summary>True if it says itself that a message came to be.</summary>
    public bool IsCreated { get; init; }

    /// <summary>Who wrote, as Wahelp calls it, in lower case; null where it does not say.</summary>
    public string? Direction { get; init; }

    /// <summary>The words; null where there are none, empty where they are blank.</summary>
    public string? Text { get; init; }

    /// <summary>What came beside or instead of words.</summary>
    public MediaKind Media { get; init; }

    /// <summary>What may be the client's phone, the best first.</summary>
    public IReadOnlyList<EventPhone> Phones { get; init; } = [];

    /// <summary>The channel's uuid; null where the event has none.</summary>
    public string? ChannelUuid { get; init; }

    /// <summary>The channel's alias and name, as far as they are there.</summary>
    public IReadOnlyList<string> ChannelNames { get; init; } = [];

    /// <summary>The channel's number; null if the event has none.</summary>
    public string? ChannelNumber { get; init; }

    /// <summary>Wahelp's ids of the message with their names, the best first (<see cref="MessageNames"/>).</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The first of them, without its name; null if there is none.</summary>
    public string? MessageId => Ids.Count > 0 ? MessageNames.ValueOf(Ids[0]) : null;

    /// <summary>True if it tells how far a message came (delivered, read, failed), whatever else it says.</summary>
    public bool HasStatus { get; init; }

    /// <summary>When the message was made; null if the event does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When what the event tells happened: the change's time, else the status's; null if it has neither.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When the message was made; the change's time if nothing else is there; null if no time is.</summary>
    public DateTimeOffset? At => CreatedAt ?? ChangedAt;

    /// <summary>The event as JSON: the call's whole body, or an envelope around its part of it.</summary>
    public required string Raw { get; init; }
}

/// <summary>What may be a phone in an event.</summary>
/// <param name="Text">In any spelling.</param>
/// <param name="MayBeId">True if a messenger's id may stand there instead.</param>
internal readonly record struct EventPhone(string Text, bool MayBeId = false);

/// <summary>What an event is about.</summary>
internal enum WebhookSubject
{
    /// <summary>A message that is new, or of which nothing is said.</summary>
    Message,

    /// <summary>A message that changed: its text or its status.</summary>
    MessageChange,

    /// <summary>A message that its author took back.</summary>
    Deletion,

    /// <summary>Anything else: a user, a channel, the project.</summary>
    Other,
}

/// <summary>What a message carries besides words.</summary>
internal enum MediaKind
{
    None,
    File,
    Photo,
    Voice,
    Video,
}

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>One event of a webhook call, in our terms. Everything may be absent: no captured body is public.</summary>
internal sealed record WebhookEvent
{
    /// <summary>The object and the action, if the event has them.</summary>
    public required WebhookSubject Subject { get; init; }

    /// <summary>True if it says itself that a message was created.</summary>
    public bool IsCreated { get; init; }

    /// <summary>The author, as Wahelp calls it, in lower case; null if absent.</summary>
    public string? Direction { get; init; }

    /// <summary>The text; null if there is none, empty if it is blank.</summary>
    public string? Text { get; init; }

    /// <summary>Content beside or instead of the text.</summary>
    public MediaKind Media { get; init; }

    /// <summary>The address of its file, http or https; null if it names none. Anyone who has it can open it: never log it.</summary>
    public string? FileUrl { get; init; }

    /// <summary>Texts that may be the client's phone, the best first.</summary>
    public IReadOnlyList<EventPhone> Phones { get; init; } = [];

    /// <summary>The channel's uuid; null if absent.</summary>
    public string? ChannelUuid { get; init; }

    /// <summary>The channel's alias and name, if present.</summary>
    public IReadOnlyList<string> ChannelNames { get; init; } = [];

    /// <summary>The channel's number; null if absent.</summary>
    public string? ChannelNumber { get; init; }

    /// <summary>Wahelp's ids of the message with their names, the best first (<see cref="MessageNames"/>).</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The first of them, without its name; null if there is none.</summary>
    public string? MessageId => Ids.Count > 0 ? MessageNames.ValueOf(Ids[0]) : null;

    /// <summary>True if it reports a message's status (delivered, read, failed), whatever else it has.</summary>
    public bool HasStatus { get; init; }

    /// <summary>When the message was made; null if unknown.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the reported change happened: the change's time, else the status's; null if it has neither.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When the message was made, else the change's time; null if there is no time.</summary>
    public DateTimeOffset? At => CreatedAt ?? ChangedAt;

    /// <summary>The event as JSON: the call's whole body, or an envelope around its part of the body.</summary>
    public required string Raw { get; init; }
}

/// <summary>A text in an event that may be a phone.</summary>
/// <param name="Text">In any spelling.</param>
/// <param name="MayBeId">True if a messenger's id may be there instead.</param>
internal readonly record struct EventPhone(string Text, bool MayBeId = false);

/// <summary>The subject of an event.</summary>
internal enum WebhookSubject
{
    /// <summary>A message that is new, or without an action.</summary>
    Message,

    /// <summary>A message whose text or status changed.</summary>
    MessageChange,

    /// <summary>A message that its author deleted.</summary>
    Deletion,

    /// <summary>Anything else: a user, a channel, the project.</summary>
    Other,
}

/// <summary>The content of a message besides its text.</summary>
internal enum MediaKind
{
    None,
    File,
    Photo,
    Voice,
    Video,
}

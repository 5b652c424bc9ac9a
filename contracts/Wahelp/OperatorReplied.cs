namespace Relay.Contracts.Wahelp;

/// <summary>A manager answered in amoCRM. Published by WahelpGateway, delivered to the client's chat by TelegramGateway.</summary>
public sealed record OperatorReplied
{
    /// <summary>
    /// UUID v5 of <c>wahelp:{channel uuid}:{message id}</c>, with <c>:edit:{n}</c> for its n-th edit and <c>:deleted</c> for its deletion. If Wahelp gave
    /// no id, a UUID v5 of the phone, direction, text and creation time; random if there is no time either.
    /// </summary>
    public required Guid MessageId { get; init; }

    /// <summary>The client's lane, <c>{channel uuid}:{phone}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The message's number in its lane. Numbers rise, and may have holes.</summary>
    public required long Number { get; init; }

    /// <summary>The last earlier number in the lane that had no outcome when this message was published; 0 if all had one.</summary>
    public required long Previous { get; init; }

    /// <summary>Uuid of the Wahelp channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The client's phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The manager's text; of an edit the new one. Empty for a deletion and beside a file; may be longer than one Telegram message.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// The id of the message that this one edits or deletes: always the first version's. Null for a new message, and for an edit from a version that did
    /// not name it.
    /// </summary>
    public Guid? Original { get; init; }

    /// <summary>True if the manager edited a text that was relayed before.</summary>
    public bool IsEdit { get; init; }

    /// <summary>True if the manager deleted <see cref="Original"/>.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>True if another system of the company wrote it, not a manager.</summary>
    public bool IsNotification { get; init; }

    /// <summary>True if the event cannot be distinguished from a repeat (no id, no time): it may be a second copy.</summary>
    public bool MaybeDuplicate { get; init; }

    /// <summary>When WahelpGateway stored it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>
    /// When it was written, as far as known; at the latest when it came. A client who gets it late sees this time. If the phone moves to another account
    /// after this time, that account does not get it. Null means <see cref="AcceptedAt"/>.
    /// </summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The message's file, at most one: the text is its caption. Empty if it has none.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

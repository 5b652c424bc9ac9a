namespace Relay.Contracts.Wahelp;

/// <summary>A manager answered in amoCRM. Published by WahelpGateway, delivered to the client's chat by TelegramGateway.</summary>
public sealed record OperatorReplied
{
    /// <summary>
    /// UUID v5 of <c>wahelp:{channel uuid}:{message id}</c>, with <c>:edit:{n}</c> for its n-th edit;
    /// of the phone, direction, text and time of creation if Wahelp gave no id; random if it gave no time either.
    /// </summary>
    public required Guid MessageId { get; init; }

    /// <summary>The client's lane, <c>{channel uuid}:{phone}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The message's number in its lane. Rises; not dense.</summary>
    public required long Number { get; init; }

    /// <summary>The number of the lane's nearest earlier message that was not settled at publication; 0 where there is none.</summary>
    public required long Previous { get; init; }

    /// <summary>Uuid of the Wahelp channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The client's phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The manager's text. Never empty; may be longer than one Telegram message.</summary>
    public required string Text { get; init; }

    /// <summary>True where the manager changed a text that was relayed before.</summary>
    public bool IsEdit { get; init; }

    /// <summary>True where another system of the company wrote it, not a manager.</summary>
    public bool IsNotification { get; init; }

    /// <summary>True where the event could not be told from a repeat (no id, no time): it may be a second copy.</summary>
    public bool MaybeDuplicate { get; init; }

    /// <summary>When WahelpGateway stored it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>
    /// When it was written, as far as that is known: at the latest when it came. A client who gets it late reads this time. A phone that moves
    /// to another account after this moment does not
    /// show it there. Null: <see cref="AcceptedAt"/>.
    /// </summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Files that came with it. Empty for now.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

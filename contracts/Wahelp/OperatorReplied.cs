namespace Relay.Contracts.Wahelp;

/// <summary>A manager answered in amoCRM. Published by WahelpGateway, delivered to the client's chat by TelegramGateway.</summary>
public sealed record OperatorReplied
{
    /// <summary>
    /// UUID v5 of <c>wahelp:{channel uuid}:{message id}</c>, with <c>:{SHA-256 of the text}</c> for an edit;
    /// of the raw body's SHA-256 where Wahelp gave no id; random where it gave no time either.
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

    /// <summary>True where the event could not be told from a repeat (no id, no time): it may be a second copy.</summary>
    public bool MaybeDuplicate { get; init; }

    /// <summary>When WahelpGateway stored it. A phone that moves to another account after this moment does not show it there.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Files that came with it. Empty for now.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

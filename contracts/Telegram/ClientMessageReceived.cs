namespace Relay.Contracts.Telegram;

/// <summary>A client wrote to the bot. Published by TelegramGateway, delivered to Wahelp by WahelpGateway.</summary>
public sealed record ClientMessageReceived
{
    /// <summary>UUID v5 of <c>telegram:{bot id}:{update id}</c>; the idempotency key from end to end.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The client's lane, <c>{bot id}:{chat id}</c>. Messages of one lane are delivered in the order of <see cref="Number"/>.</summary>
    public required string Lane { get; init; }

    /// <summary>The message's number in its lane. Numbers rise, and may have holes.</summary>
    public required long Number { get; init; }

    /// <summary>The last earlier number in the lane that had no outcome when this message was published; 0 if all had one.</summary>
    public required long Previous { get; init; }

    /// <summary>The bot's id: the digits before the colon of its token.</summary>
    public required long BotId { get; init; }

    /// <summary>The private chat in which it was written.</summary>
    public required long ChatId { get; init; }

    /// <summary>The author. Equal to <see cref="ChatId"/> in private chats.</summary>
    public required long TelegramUserId { get; init; }

    /// <summary>Telegram's id of the message, unique in its chat.</summary>
    public required int TelegramMessageId { get; init; }

    /// <summary>The client's first and last name as Telegram shows them. May be empty.</summary>
    public required string Name { get; init; }

    /// <summary>IETF language tag of the client's Telegram; null if Telegram does not provide it.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>The kind of message.</summary>
    public required ClientMessageKind Kind { get; init; }

    /// <summary>
    /// The text, or a placeholder in words for other content (<c>[фото]</c>), below lines that say whom it was forwarded from and what it answers.
    /// Never empty.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>Formatting of <see cref="Text"/>; offsets and lengths in UTF-16 code units. May be empty.</summary>
    public IReadOnlyList<TextEntity> Entities { get; init; } = [];

    /// <summary>True if the client edited an earlier message; <see cref="Text"/> is the new text.</summary>
    public bool IsEdit { get; init; }

    /// <summary>The payload of the <c>/start</c> before this message (<c>t.me/bot?start=payload</c>); null if there was none.</summary>
    public string? StartPayload { get; init; }

    /// <summary>When TelegramGateway stored it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When the client wrote or edited it, by Telegram's clock, to the second. Null means <see cref="AcceptedAt"/>.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The message's file. Empty if the message has none, or if managers cannot open it. Each member of an album is a message of its own.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

/// <summary>The kind of a client's message.</summary>
public enum ClientMessageKind
{
    /// <summary>The client's own text.</summary>
    Text = 0,

    /// <summary>Other content. The text is a placeholder, with the caption if there was one.</summary>
    Placeholder = 1,
}

/// <summary>A range of formatting.</summary>
public sealed record TextEntity
{
    /// <summary>Telegram's name of the format: <c>bold</c>, <c>text_link</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>Start, in UTF-16 code units.</summary>
    public required int Offset { get; init; }

    /// <summary>Length, in UTF-16 code units.</summary>
    public required int Length { get; init; }

    /// <summary>The address of a <c>text_link</c>; otherwise null.</summary>
    public string? Url { get; init; }
}

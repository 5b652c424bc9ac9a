using Relay.Contracts.Telegram;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What an update says, in the gateway's own words: nothing behind this knows Telegram.Bot.</summary>
internal abstract record ReceivedUpdate
{
    private ReceivedUpdate()
    {
    }

    /// <summary>A client wrote, or changed what was written.</summary>
    /// <param name="ThreadId">The topic of the private chat that it was written in; null if the chat has none.</param>
    public sealed record PrivateMessage(long ChatId, int MessageId, ChatUser From, bool IsEdit, MessageContent Content, int? ThreadId) : ReceivedUpdate
    {
        /// <summary>When it was written or changed, by Telegram's clock; null if it does not say.</summary>
        public DateTimeOffset? WrittenAt { get; init; }
    }

    /// <summary>Somebody writes in a group or to a channel, or the bot came into one.</summary>
    /// <param name="ThreadId">The group's topic; null if it has none.</param>
    /// <param name="DirectTopicId">The subscriber's conversation among a channel's direct messages; null elsewhere.</param>
    public sealed record InGroup(long ChatId, int? ThreadId, long? DirectTopicId) : ReceivedUpdate;

    /// <summary>A client blocked the bot, or let it back in.</summary>
    public sealed record BlockChanged(long ChatId, long UserId, bool Blocked) : ReceivedUpdate;

    /// <summary>Nothing to do about it: Telegram's own notes in a chat, kinds that were not asked for.</summary>
    /// <param name="Kind">For the counter.</param>
    public sealed record Ignored(string Kind) : ReceivedUpdate;
}

/// <summary>Who wrote.</summary>
/// <param name="Name">First and last name; may be empty.</param>
/// <param name="LanguageCode">IETF tag; null where Telegram does not tell.</param>
internal sealed record ChatUser(long Id, string Name, string? LanguageCode);

/// <summary>What a message holds.</summary>
internal abstract record MessageContent
{
    private MessageContent()
    {
    }

    /// <summary>Words. May be empty, or nothing but white space.</summary>
    public sealed record Words(string Text, IReadOnlyList<TextEntity> Entities) : MessageContent;

    /// <summary>A contact: anybody's.</summary>
    /// <param name="UserId">Whose it is; null where that person has no Telegram, or hides it.</param>
    /// <param name="IsProof">True if it proves the sender's own phone.</param>
    public sealed record SharedContact(long? UserId, string Phone, string Name, bool IsProof) : MessageContent;

    /// <summary>Something that cannot be carried yet.</summary>
    /// <param name="Details">What it says beside the caption: a place's address, a poll's question, a file's name, …; may be empty.</param>
    /// <param name="Caption">May be empty.</param>
    public sealed record Media(MediaKind Kind, string Details, string Caption, IReadOnlyList<TextEntity> Entities) : MessageContent;
}

/// <summary>The kinds that get a placeholder of their own.</summary>
internal enum MediaKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    Photo,
    Video,
    Voice,
    VideoNote,
    Audio,
    Document,
    Animation,
    Sticker,
    Location,
    Venue,
    Poll,
    Story,
    Dice,
    Game,
    Invoice,
    Checklist,
    PaidMedia,
    Giveaway,
    Gift,
    WebAppData,
    UsersShared,
    ChatShared,
    SuccessfulPayment,
    PassportData,
    RichMessage,
}

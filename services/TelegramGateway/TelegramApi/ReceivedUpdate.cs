using Relay.Contracts.Telegram;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The content of an update, in the gateway's own terms: code outside this folder does not know Telegram.Bot.</summary>
internal abstract record ReceivedUpdate
{
    private ReceivedUpdate()
    {
    }

    /// <summary>A client wrote or edited a message.</summary>
    /// <param name="ThreadId">The topic of the private chat; null if the chat has none.</param>
    public sealed record PrivateMessage(long ChatId, int MessageId, ChatUser From, bool IsEdit, MessageContent Content, int? ThreadId) : ReceivedUpdate
    {
        /// <summary>When it was written or edited, by Telegram's clock; null if unknown.</summary>
        public DateTimeOffset? WrittenAt { get; init; }

        /// <summary>The author of a forwarded message, as Telegram shows it; null if it was not forwarded.</summary>
        public string? ForwardedFrom { get; init; }

        /// <summary>What it answers; null for nothing.</summary>
        public Answered? Answers { get; init; }

        /// <summary>Telegram's <c>media_group_id</c>; null if it is in no album. The members of an album are messages of their own.</summary>
        public string? AlbumId { get; init; }

        /// <summary>Its file; null if there is none that can be fetched.</summary>
        public ClientFile? File => (Content as MessageContent.Media)?.File;
    }

    /// <summary>A message in a group or to a channel, or the bot joined one.</summary>
    /// <param name="ThreadId">The group's topic; null if it has none.</param>
    /// <param name="DirectTopicId">The subscriber's conversation among a channel's direct messages; otherwise null.</param>
    public sealed record InGroup(long ChatId, int? ThreadId, long? DirectTopicId) : ReceivedUpdate;

    /// <summary>A client blocked or unblocked the bot.</summary>
    public sealed record BlockChanged(long ChatId, long UserId, bool Blocked) : ReceivedUpdate;

    /// <summary>Nothing to do: Telegram's service messages, kinds that were not requested.</summary>
    /// <param name="Kind">For the counter.</param>
    public sealed record Ignored(string Kind) : ReceivedUpdate;
}

/// <summary>The author.</summary>
/// <param name="Name">First and last name; may be empty.</param>
/// <param name="LanguageCode">IETF tag; null if Telegram does not tell.</param>
internal sealed record ChatUser(long Id, string Name, string? LanguageCode);

/// <summary>An earlier message that a message answers.</summary>
/// <param name="Quote">The part that the client quoted; null for the whole message.</param>
/// <param name="Content">Its content; null if Telegram does not show it.</param>
internal sealed record Answered(string? Quote, MessageContent? Content);

/// <summary>The content of a message.</summary>
internal abstract record MessageContent
{
    private MessageContent()
    {
    }

    /// <summary>A text. May be empty, or only white space.</summary>
    public sealed record Words(string Text, IReadOnlyList<TextEntity> Entities) : MessageContent;

    /// <summary>A contact of any person.</summary>
    /// <param name="UserId">Its owner; null if that person has no Telegram, or hides it.</param>
    /// <param name="IsProof">True if it proves the sender's own phone.</param>
    public sealed record SharedContact(long? UserId, string Phone, string Name, bool IsProof) : MessageContent;

    /// <summary>Content other than text, which managers get in words, and a file by its link.</summary>
    /// <param name="Details">Its text beside the caption: a place's address, a poll's question, a file's name, …; may be empty.</param>
    /// <param name="Caption">May be empty.</param>
    public sealed record Media(MediaKind Kind, string Details, string Caption, IReadOnlyList<TextEntity> Entities) : MessageContent
    {
        /// <summary>Its file; null if there is none that can be fetched.</summary>
        public ClientFile? File { get; init; }
    }
}

/// <summary>The kinds with their own placeholder.</summary>
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
    PollOptionAdded,
    PollOptionDeleted,
    Story,
    Dice,
    Game,
    Invoice,
    Checklist,
    PaidMedia,
    Giveaway,
    GiveawayWinners,
    Gift,
    WebAppData,
    UsersShared,
    ChatShared,
    ManagedBotCreated,
    SuccessfulPayment,
    RefundedPayment,
    PassportData,
    RichMessage,
}

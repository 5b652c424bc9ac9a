namespace Relay.ClientDirectory.Persistence;

/// <summary>
/// What one message did to the links: a row of <c>link_history</c>. Its key is the message's id, so a repeated message changes nothing and gets the
/// same answer.
/// </summary>
internal sealed class Link
{
    /// <summary>The id of the <c>ClientContactShared</c> or <c>RegisterClient</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>In E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The Telegram account.</summary>
    public required long BotTgUserId { get; init; }

    /// <summary>Its private chat with the bot.</summary>
    public required long ChatId { get; init; }

    /// <summary>The source of the link.</summary>
    public required LinkSource Source { get; init; }

    /// <summary>Since when the phone belonged to this account.</summary>
    public required DateTimeOffset LinkedAt { get; init; }

    /// <summary>The account that the phone came from; null if it did not move.</summary>
    public long? MovedFrom { get; init; }

    /// <summary>When the phone came from another account; null if it never moved.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>When the phone went to another account; null while it belongs to this one.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

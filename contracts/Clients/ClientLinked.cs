namespace Relay.Contracts.Clients;

/// <summary>A phone and a Telegram account now belong to one client. Messages held for it go out.</summary>
public sealed record ClientLinked
{
    /// <summary>The id of the <c>ClientContactShared</c> or <c>RegisterClient</c> that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The client's full name. May be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The Telegram account.</summary>
    public required long TelegramUserId { get; init; }

    /// <summary>The private chat with the bot.</summary>
    public required long ChatId { get; init; }

    /// <summary>Since when the phone is linked with this account.</summary>
    public required DateTimeOffset LinkedAt { get; init; }

    /// <summary>When the phone came to this account from another one; null if it never moved.</summary>
    public DateTimeOffset? MovedAt { get; init; }
}

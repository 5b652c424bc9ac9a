namespace Relay.Contracts.Clients;

/// <summary>A known and linked client.</summary>
public sealed record ClientFound
{
    /// <summary>The phone in E.164; if the account has several, the one linked last.</summary>
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

namespace Relay.Contracts.Clients;

/// <summary>
/// Command to ClientDirectory from other systems: this phone belongs to this Telegram account.
/// Never overrides a link that its client proved by sharing the contact.
/// </summary>
public sealed record RegisterClient
{
    /// <summary>The caller's id of the command. Idempotent.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The phone, in any spelling that the region allows.</summary>
    public required string Phone { get; init; }

    /// <summary>The client's full name. May be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The Telegram account (<c>bot_tg_user_id</c>).</summary>
    public required long TelegramUserId { get; init; }
}

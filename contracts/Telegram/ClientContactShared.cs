namespace Relay.Contracts.Telegram;

/// <summary>
/// A client pressed the contact button. The contact is the sender's own and was not forwarded.
/// Retransmitted until <c>ClientLinked</c> or <c>ContactRefused</c> names its <see cref="MessageId"/>.
/// </summary>
public sealed record ClientContactShared
{
    /// <summary>UUID v5 of <c>telegram:{bot id}:{update id}</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The bot's id.</summary>
    public required long BotId { get; init; }

    /// <summary>The private chat in which it was shared.</summary>
    public required long ChatId { get; init; }

    /// <summary>The Telegram account that owns the phone.</summary>
    public required long TelegramUserId { get; init; }

    /// <summary>The phone as Telegram spells it, usually without <c>+</c>. Not validated yet.</summary>
    public required string Phone { get; init; }

    /// <summary>The client's name. May be empty.</summary>
    public required string Name { get; init; }

    /// <summary>IETF language tag; null if Telegram does not provide it.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>When TelegramGateway stored it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }
}

namespace Relay.ClientDirectory.Persistence;

/// <summary>A phone and the Telegram account that it belongs to: a row of <c>clients</c>.</summary>
internal sealed class Client
{
    /// <summary>In E.164; the key.</summary>
    public required string Phone { get; init; }

    /// <summary>May be empty.</summary>
    public required string FullName { get; set; }

    /// <summary>The Telegram account.</summary>
    public required long BotTgUserId { get; set; }

    /// <summary>Its private chat with the bot.</summary>
    public required long ChatId { get; set; }

    /// <summary>The source of the link.</summary>
    public required LinkSource Source { get; set; }

    /// <summary>Since when the phone belongs to this account.</summary>
    public required DateTimeOffset LinkedAt { get; set; }

    /// <summary>When the link was last confirmed: of an account's phones the last confirmed one counts.</summary>
    public required DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>When the phone came from another account; null if it never moved.</summary>
    public DateTimeOffset? MovedAt { get; set; }

    /// <summary>The message that linked them.</summary>
    public required Guid CausedBy { get; set; }
}

/// <summary>The source of a link.</summary>
internal enum LinkSource
{
    /// <summary>Another system, by <c>RegisterClient</c>.</summary>
    Registered,

    /// <summary>The client, by sharing the contact: Telegram vouches for it.</summary>
    Contact,
}

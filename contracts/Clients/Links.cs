namespace Relay.Contracts.Clients;

/// <summary>A phone and a Telegram account are one client now. What was held for it goes on.</summary>
public sealed record ClientLinked
{
    /// <summary>The message that caused it: the id of a <c>ClientContactShared</c> or <c>RegisterClient</c>.</summary>
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

    /// <summary>When the phone came to this account from another one; null where it never moved.</summary>
    public DateTimeOffset? MovedAt { get; init; }
}

/// <summary>
/// Many phones and Telegram accounts are clients now, or are said to be anew: what <see cref="ClientLinked"/> says of one, an import says of
/// many. What was held for them goes on. A batch, so that a base of a million clients costs no million messages.
/// </summary>
public sealed record ClientsLinked
{
    /// <summary>The links. Never empty; at most 1000.</summary>
    public required IReadOnlyList<LinkedPhone> Links { get; init; }
}

/// <summary>A phone and the Telegram account that it belongs to.</summary>
public sealed record LinkedPhone
{
    /// <summary>The phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The Telegram account.</summary>
    public required long TelegramUserId { get; init; }
}

/// <summary>A phone no longer belongs to this Telegram account.</summary>
public sealed record ClientUnlinked
{
    /// <summary>The message that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The account that it belonged to.</summary>
    public required long TelegramUserId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset UnlinkedAt { get; init; }

    /// <summary>True where another account took it by sharing the contact.</summary>
    public bool ByProof { get; init; }
}

/// <summary>A shared contact could not be linked: what was shared is no phone.</summary>
public sealed record ContactRefused
{
    /// <summary>The id of the <c>ClientContactShared</c> that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The chat to tell.</summary>
    public required long ChatId { get; init; }

    /// <summary>The client's language; null where unknown.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>Why: <c>not_a_phone</c>.</summary>
    public required string Reason { get; init; }
}

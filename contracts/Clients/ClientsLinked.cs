namespace Relay.Contracts.Clients;

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

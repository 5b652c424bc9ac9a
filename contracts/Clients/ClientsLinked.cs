namespace Relay.Contracts.Clients;

/// <summary>
/// An import linked many phones and Telegram accounts, or confirmed their links: a batch of <see cref="ClientLinked"/>, so that importing a million
/// clients does not cost a million messages. Messages held for them go out.
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

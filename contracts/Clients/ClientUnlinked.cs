namespace Relay.Contracts.Clients;

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

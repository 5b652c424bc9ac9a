namespace Relay.Contracts.Clients;

/// <summary>A phone no longer belongs to this Telegram account.</summary>
public sealed record ClientUnlinked
{
    /// <summary>The id of the message that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The phone in E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>The account that it belonged to.</summary>
    public required long TelegramUserId { get; init; }

    /// <summary>When it was unlinked.</summary>
    public required DateTimeOffset UnlinkedAt { get; init; }

    /// <summary>True if another account took the phone by sharing the contact.</summary>
    public bool ByProof { get; init; }
}

namespace Relay.Contracts.Telegram;

/// <summary>A reply will not be delivered. Settles it; the manager is told.</summary>
public sealed record OperatorReplyFailed
{
    /// <summary>The reply's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane, <c>{channel uuid}:{phone}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The client's phone in E.164: where the manager is told.</summary>
    public required string Phone { get; init; }

    /// <summary>Why: one of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }
}

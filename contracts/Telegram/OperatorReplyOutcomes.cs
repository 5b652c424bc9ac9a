namespace Relay.Contracts.Telegram;

/// <summary>Replies that Telegram accepted: their origin settles them. A batch, so that an outcome costs little.</summary>
public sealed record OperatorRepliesDelivered
{
    /// <summary>The message ids. Never empty; at most 500.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>Which of them may have been delivered twice. Often empty.</summary>
    public IReadOnlyList<Guid> MaybeDuplicates { get; init; } = [];
}

/// <summary>A reply waits for something that only people can change. It goes on by itself when that ends.</summary>
public sealed record OperatorReplyHeld
{
    /// <summary>The reply's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane, <c>{channel uuid}:{phone}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The client's phone in E.164: where the manager is told.</summary>
    public required string Phone { get; init; }

    /// <summary>What it waits for: one of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the lane is held for this reason. The lane, the reason and this time name the one note about it.</summary>
    public required DateTimeOffset Since { get; init; }
}

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

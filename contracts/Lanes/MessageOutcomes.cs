namespace Relay.Contracts.Lanes;

/// <summary>
/// What became of messages: sent by the service that delivers a lane to the lane's origin, and to nobody else. The origin settles those that are
/// final, and tells whoever wrote of the others.
/// </summary>
public sealed record MessageOutcomes
{
    /// <summary>The message ids. Never empty; at most 500. One, unless they were delivered: those come in batches, so that an outcome costs little.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>What became of them.</summary>
    public required OutcomeState State { get; init; }

    /// <summary>Which of them may have been delivered twice. Often empty.</summary>
    public IReadOnlyList<Guid> MaybeDuplicates { get; init; } = [];

    /// <summary>Why: one of <see cref="Reasons"/>. Null if they were delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Since when the lane is held for this reason, or when it failed. Lane, reason and this time name the one notice about it. Null if they
    /// were delivered.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The message's lane, which says whose it is: its origin can tell whoever wrote even if its database has forgotten the message. Null if
    /// they were delivered.
    /// </summary>
    public string? Lane { get; init; }

    /// <summary>The phone in E.164 that it was last sent to; null if it was sent to no phone.</summary>
    public string? SentTo { get; init; }
}

/// <summary>What became of a message.</summary>
public enum OutcomeState
{
    /// <summary>The provider took all of it.</summary>
    Delivered = 0,

    /// <summary>It waits for something that only people can change, and goes on by itself when that ends.</summary>
    Held = 1,

    /// <summary>It will not be delivered.</summary>
    Failed = 2,
}

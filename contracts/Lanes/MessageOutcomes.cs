namespace Relay.Contracts.Lanes;

/// <summary>
/// The outcomes of messages, sent by the service that delivers a lane to the lane's origin alone. The origin settles final ones, and informs the
/// writers of the others.
/// </summary>
public sealed record MessageOutcomes
{
    /// <summary>The message ids. Never empty; at most 500. Delivered messages come in batches to save cost, others alone.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>The state of these messages.</summary>
    public required OutcomeState State { get; init; }

    /// <summary>Those that may have been delivered twice. Often empty.</summary>
    public IReadOnlyList<Guid> MaybeDuplicates { get; init; } = [];

    /// <summary>The reason, one of <see cref="Reasons"/>. Null if they were delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Since when the lane is held for this reason, or when the message failed. Lane, reason and this time identify the one notice about it. Null if
    /// delivered.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The message's lane, which says whose message it is: its origin can inform the writer even if its database has forgotten the message. Null if the
    /// messages were delivered.
    /// </summary>
    public string? Lane { get; init; }

    /// <summary>The phone in E.164 that the message was last sent to; null if it was sent to no phone.</summary>
    public string? SentTo { get; init; }
}

/// <summary>The state of a message.</summary>
public enum OutcomeState
{
    /// <summary>The provider took all of it.</summary>
    Delivered = 0,

    /// <summary>It waits for something that only people can change, and continues when that ends.</summary>
    Held = 1,

    /// <summary>It will not be delivered.</summary>
    Failed = 2,
}

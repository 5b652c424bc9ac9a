namespace Relay.Contracts.Lanes;

/// <summary>
/// A receiver found a gap in a lane: sent to the lane's origin, and to nobody else.
/// The origin publishes again what it has not settled there, and answers <see cref="LaneSettled"/>.
/// </summary>
public sealed record MessagesMissing
{
    /// <summary>The lane.</summary>
    public required string Lane { get; init; }

    /// <summary>The highest number that the receiver has done: what is missing comes after it.</summary>
    public required long From { get; init; }

    /// <summary>The number of the lane's lowest message that the receiver holds: what is missing comes before it, or is it.</summary>
    public required long To { get; init; }

    /// <summary>The messages that the receiver holds up to <see cref="To"/>, not yet delivered. At most 500.</summary>
    public required IReadOnlyList<HeldMessage> Held { get; init; }
}

/// <summary>A message that a receiver holds.</summary>
public sealed record HeldMessage
{
    /// <summary>Its id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its number.</summary>
    public required long Number { get; init; }
}

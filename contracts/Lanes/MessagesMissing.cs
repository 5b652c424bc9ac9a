namespace Relay.Contracts.Lanes;

/// <summary>
/// A receiver found a gap in a lane. Sent to the lane's origin alone, which publishes its unsettled messages in the range again, and answers <see
/// cref="LaneSettled"/>.
/// </summary>
public sealed record MessagesMissing
{
    /// <summary>The lane.</summary>
    public required string Lane { get; init; }

    /// <summary>The highest number that is done at the receiver; missing messages come after it.</summary>
    public required long From { get; init; }

    /// <summary>The lowest number that the receiver holds in the lane; missing messages come before it or have it.</summary>
    public required long To { get; init; }

    /// <summary>The undelivered messages that the receiver holds up to <see cref="To"/>. At most 500.</summary>
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

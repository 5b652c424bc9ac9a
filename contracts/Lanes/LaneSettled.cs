namespace Relay.Contracts.Lanes;

/// <summary>The origin's answer to <see cref="MessagesMissing"/>.</summary>
public sealed record LaneSettled
{
    /// <summary>The lane.</summary>
    public required string Lane { get; init; }

    /// <summary>The held messages that the origin knows to be settled; the receiver closes them.</summary>
    public required IReadOnlyList<Guid> Settled { get; init; }

    /// <summary>Held messages that the origin does not know, because its database was restored, with the number that each must wait for.</summary>
    public required IReadOnlyList<UnknownMessage> Unknown { get; init; }
}

/// <summary>A message that its origin does not know.</summary>
public sealed record UnknownMessage
{
    /// <summary>Its id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The last earlier number in the lane that has no outcome yet; 0 if all have one.</summary>
    public required long Previous { get; init; }
}

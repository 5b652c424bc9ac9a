namespace Relay.Contracts.Operations;

/// <summary>
/// Something that nobody but the company's owner can hear. Holds no text, phone, name or token.
/// Retransmitted until <see cref="OwnerTold"/> names its id.
/// </summary>
public sealed record OwnerMustKnow
{
    /// <summary>UUID v5 of the service, the cause, its subject and since when: once per cause.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The service that says it.</summary>
    public required string Service { get; init; }

    /// <summary>
    /// A short name of the cause: <c>provider_paused</c>, <c>lane_waits</c>, <c>lanes_held</c>, <c>dead_letters</c>, <c>unknown_direction</c>,
    /// <c>note_failed</c>, ….
    /// </summary>
    public required string Cause { get; init; }

    /// <summary>What it is, and what to do, in words, in the owner's language.</summary>
    public required string Words { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }
}

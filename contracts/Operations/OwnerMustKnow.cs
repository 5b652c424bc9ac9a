namespace Relay.Contracts.Operations;

/// <summary>
/// A notice for the company's owner about the relay itself. Holds no text, phone, name or token.
/// Retransmitted until <see cref="OwnerTold"/> names its id.
/// </summary>
public sealed record OwnerMustKnow
{
    /// <summary>UUID v5 of the service, the cause, its subject and its start: one notice per cause.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The service that reports it.</summary>
    public required string Service { get; init; }

    /// <summary>
    /// A short name of the cause: <c>provider_paused</c>, <c>lane_waits</c>, <c>lanes_held</c>, <c>dead_letters</c>, <c>unknown_direction</c>,
    /// <c>note_failed</c>, ….
    /// </summary>
    public required string Cause { get; init; }

    /// <summary>The problem and what to do, in the owner's language.</summary>
    public required string Words { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Since { get; init; }
}

namespace Relay.Contracts.Wahelp;

/// <summary>Clients' messages that Wahelp accepted: their origin settles them. A batch, so that an outcome costs little.</summary>
public sealed record ClientMessagesDelivered
{
    /// <summary>The message ids. Never empty; at most 500.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>Which of them may have been delivered twice. Often empty.</summary>
    public IReadOnlyList<Guid> MaybeDuplicates { get; init; } = [];
}

namespace Relay.ClientDirectory.Persistence;

/// <summary>A notice that the owner has received: a row of <c>told</c>.</summary>
internal sealed class ToldNotice
{
    /// <summary>The id of the <c>OwnerMustKnow</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>When the answer came.</summary>
    public required DateTimeOffset ToldAt { get; init; }
}

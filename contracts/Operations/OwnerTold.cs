namespace Relay.Contracts.Operations;

/// <summary>The notice was delivered to the owner's chat, or logged if there is no such chat.</summary>
public sealed record OwnerTold
{
    /// <summary>The id of the <see cref="OwnerMustKnow"/>.</summary>
    public required Guid MessageId { get; init; }
}

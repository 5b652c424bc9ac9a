namespace Relay.Contracts.Operations;

/// <summary>The owner's chat took it, or there is no such chat and it was logged.</summary>
public sealed record OwnerTold
{
    /// <summary>The id of the <see cref="OwnerMustKnow"/>.</summary>
    public required Guid MessageId { get; init; }
}

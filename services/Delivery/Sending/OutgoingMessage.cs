namespace Relay.Delivery.Sending;

/// <summary>A row of <c>delivery</c> as its sender sees it.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The message's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane.</summary>
    public required string Lane { get; init; }

    /// <summary>Its number in the lane.</summary>
    public required long Number { get; init; }

    /// <summary>What it is, as it was stored.</summary>
    public required string Type { get; init; }

    /// <summary>The stored JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How many of its parts the provider has accepted: the next call sends this part, counted from 0.</summary>
    public required int PartsDone { get; init; }

    /// <summary>True where an earlier copy may have arrived.</summary>
    public required bool MaybeDuplicate { get; init; }

    /// <summary>When this service received it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

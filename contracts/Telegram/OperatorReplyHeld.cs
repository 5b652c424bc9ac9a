namespace Relay.Contracts.Telegram;

/// <summary>A reply waits for something that only people can change. It goes on by itself when that ends.</summary>
public sealed record OperatorReplyHeld
{
    /// <summary>The reply's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane, <c>{channel uuid}:{phone}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The client's phone in E.164: where the manager is told.</summary>
    public required string Phone { get; init; }

    /// <summary>What it waits for: one of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the lane is held for this reason. The lane, the reason and this time name the one note about it.</summary>
    public required DateTimeOffset Since { get; init; }
}

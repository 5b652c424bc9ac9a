namespace Relay.Contracts.Wahelp;

/// <summary>A client's message waits for something that only people can change: above all, for the contact.</summary>
public sealed record ClientMessageHeld
{
    /// <summary>The message's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane, <c>{bot id}:{chat id}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The client's chat.</summary>
    public required long ChatId { get; init; }

    /// <summary>The client's language as the message told it; null where it did not.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>What it waits for: one of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the lane is held for this reason. The lane, the reason and this time name the one prompt about it.</summary>
    public required DateTimeOffset Since { get; init; }
}

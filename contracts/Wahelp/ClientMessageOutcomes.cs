namespace Relay.Contracts.Wahelp;

/// <summary>Clients' messages that Wahelp accepted: their origin settles them. A batch, so that an outcome costs little.</summary>
public sealed record ClientMessagesDelivered
{
    /// <summary>The message ids. Never empty; at most 500.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>Which of them may have been delivered twice. Often empty.</summary>
    public IReadOnlyList<Guid> MaybeDuplicates { get; init; } = [];
}

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

/// <summary>A client's message will not reach the manager. Settles it; the client and the owner are told.</summary>
public sealed record ClientMessageFailed
{
    /// <summary>The message's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Its lane, <c>{bot id}:{chat id}</c>.</summary>
    public required string Lane { get; init; }

    /// <summary>The client's chat.</summary>
    public required long ChatId { get; init; }

    /// <summary>The client's language as the message told it; null where it did not.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>Why: one of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>The phone that Wahelp refuses, in E.164: with <see cref="Reasons.PhoneUnusable"/>. Else null, as from older versions.</summary>
    public string? Phone { get; init; }
}

namespace Relay.Contracts.Wahelp;

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

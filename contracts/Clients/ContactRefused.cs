namespace Relay.Contracts.Clients;

/// <summary>A shared contact could not be linked: what was shared is no phone.</summary>
public sealed record ContactRefused
{
    /// <summary>The id of the <c>ClientContactShared</c> that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The chat to tell.</summary>
    public required long ChatId { get; init; }

    /// <summary>The client's language; null where unknown.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>Why: <c>not_a_phone</c>.</summary>
    public required string Reason { get; init; }
}

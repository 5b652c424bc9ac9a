namespace Relay.Contracts.Clients;

/// <summary>A shared contact could not be linked, because its value is not a phone.</summary>
public sealed record ContactRefused
{
    /// <summary>The id of the <c>ClientContactShared</c> that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>The chat to inform.</summary>
    public required long ChatId { get; init; }

    /// <summary>The client's language; null if unknown.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>The reason: <c>not_a_phone</c>.</summary>
    public required string Reason { get; init; }
}

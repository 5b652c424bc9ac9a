namespace Relay.Delivery.Messages;

/// <summary>A message of ours that an event may be the echo of.</summary>
public sealed record SentMessage
{
    /// <summary>The message; its type is empty if nothing but its ids is kept.</summary>
    public required OutgoingMessage Message { get; init; }

    /// <summary>What is kept of it: the provider's ids, and what this gateway added.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>True while its call runs: its ids are not known yet.</summary>
    public bool InCall { get; init; }

    /// <summary>True if it was ever unknown whether it arrived: there may be copies that no answer told of.</summary>
    public bool WasUncertain { get; init; }

    /// <summary>True if the provider's answer said that it arrived.</summary>
    public bool WasAnswered { get; init; }

    /// <summary>When its first attempt was intended: no copy can be older. Null if unknown.</summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>When it became final; null until then.</summary>
    public DateTimeOffset? DoneAt { get; init; }
}

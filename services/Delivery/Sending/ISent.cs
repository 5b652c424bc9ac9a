namespace Relay.Delivery.Sending;

/// <summary>What this gateway sent, for telling the echo of an own message from a person's.</summary>
public interface ISent
{
    /// <summary>The messages of ours that one of these ids is kept of.</summary>
    Task<IReadOnlyList<SentMessage>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>What was sent to this phone within 24 h of a time, and may have arrived; what is still open, whenever it was sent. In its lane's order.</summary>
    Task<IReadOnlyList<SentMessage>> SentToAsync(string phone, DateTimeOffset around, CancellationToken cancellationToken);

    /// <summary>The last messages of others that the provider's answer confirmed by this time, the latest first.</summary>
    Task<IReadOnlyList<SentMessage>> LastAnsweredAsync(DateTimeOffset until, int most, CancellationToken cancellationToken);

    /// <summary>Keeps ids of a message of ours, beside those that the provider returned.</summary>
    /// <returns>True if one of them was not kept before.</returns>
    Task<bool> KeepAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>True while an uncertain message waits for a sign of its arrival, and the provider is not paused: then it is worth looking for one.</summary>
    Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken);

    /// <summary>A sign (echo, history) showed that an uncertain message arrived: it becomes delivered, and the ids are kept. Nothing else happens if it is final.</summary>
    Task ConfirmArrivalAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken);
}

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

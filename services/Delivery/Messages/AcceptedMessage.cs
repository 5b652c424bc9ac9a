namespace Relay.Delivery.Messages;

/// <summary>What is remembered of an event that was accepted.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Type">The name of the contract that it became; null if it is only remembered as seen.</param>
/// <param name="Body">The contract as JSON; null where <paramref name="Type"/> is, and when texts are no longer kept.</param>
/// <param name="Mark">What its gateway noted beside it; null if nothing.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Outcome">What became of it; null until it is settled.</param>
/// <param name="HeldReason">What it waits for, as last heard; null if it was not heard to wait for people, and once it is settled.</param>
/// <param name="SettledAt">When its outcome came back; null until then.</param>
public sealed record AcceptedMessage(
    Guid MessageId, string? Type, string? Body, string? Mark, DateTimeOffset AcceptedAt, string? Outcome, string? HeldReason, DateTimeOffset? SettledAt)
{
    /// <summary>Its lane, whether or not its text is still kept; null if it has none.</summary>
    public string? Lane { get; init; }

    /// <summary>The contract; null if it is another one, or no longer kept.</summary>
    public T? Read<T>()
        where T : class => Type == typeof(T).Name && Body is { } body ? MessageJson.Read<T>(body) : null;
}

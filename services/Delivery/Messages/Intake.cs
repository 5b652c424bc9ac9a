using Relay.ServiceDefaults.DeadLetters;

namespace Relay.Delivery.Messages;

/// <summary>
/// What one update or webhook event becomes. All of it is stored in one transaction, once per <see cref="MessageId"/>:
/// an intake whose id is known already changes nothing.
/// </summary>
public sealed record Intake
{
    /// <summary>The idempotency key: see the contracts for how it is made of the provider's ids.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>What came, as text; kept until it is settled. Null where there was no outside event, or nothing of it is relayed.</summary>
    public string? Raw { get; init; }

    /// <summary>What is to be known of it for as long as it is remembered, whatever texts are kept: no text. Null where that is nothing.</summary>
    public string? Mark { get; init; }

    /// <summary>
    /// The contract to publish until its outcome is back, with number and previous still 0; its type must be registered with
    /// <see cref="DeliveryBuilder.Publishes{T}"/>. Null: the event is only remembered as seen.
    /// </summary>
    public object? Publish { get; init; }

    /// <summary>The lane that <see cref="Publish"/> takes a number in; null for what needs no order.</summary>
    public string? Lane { get; init; }

    /// <summary>Who the lane belongs to, as releases name it: a phone in E.164, or a Telegram user id. Null where <see cref="Lane"/> is.</summary>
    public string? Party { get; init; }

    /// <summary>Messages of this service's own that the event causes: prompts, notes.</summary>
    public IReadOnlyList<LocalMessage> Local { get; init; } = [];

    /// <summary>Why the raw event goes to the dead letters; null where it does not.</summary>
    public DeadLetter? Dead { get; init; }
}

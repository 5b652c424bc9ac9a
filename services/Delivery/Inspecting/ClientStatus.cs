namespace Relay.Delivery.Inspecting;

/// <summary>The client in question.</summary>
/// <param name="Phone">In E.164; empty if unknown.</param>
/// <param name="Chats">The client's Telegram chats; empty if unknown.</param>
public sealed record WhoseStatus(string Phone, IReadOnlyList<long> Chats);

/// <summary>The state of a client's messages in this service.</summary>
/// <param name="Lanes">The lanes with something to deliver, and what each waits for; idle lanes are omitted.</param>
/// <param name="Accepted">Accepted messages, the newest first, with their outcome if known.</param>
/// <param name="Deliveries">Outgoing messages, the newest first: replies or clients' messages, and prompts, notes and notices.</param>
/// <param name="Provider">Why nothing goes out to the provider; null if it is not paused.</param>
public sealed record ClientStatus(
    IReadOnlyList<LaneStatus> Lanes, IReadOnlyList<AcceptedStatus> Accepted, IReadOnlyList<DeliveryStatus> Deliveries, string? Provider);

/// <summary>A lane with open messages.</summary>
/// <param name="Lane">Its key.</param>
/// <param name="Waits">What it waits for, in words.</param>
/// <param name="LooksAt">When a sender tries again.</param>
public sealed record LaneStatus(string Lane, string Waits, DateTimeOffset? LooksAt);

/// <summary>A message that this service accepted from its provider.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Publishes">How often the broker confirmed it.</param>
/// <param name="NextPublication">When it is published again without an outcome; null if it is settled.</param>
/// <param name="Outcome"><c>delivered</c> or the reason of a failure, <c>held: …</c> while it waits for people; null if unknown.</param>
/// <param name="Begins">The beginning of its text.</param>
public sealed record AcceptedStatus(Guid MessageId, DateTimeOffset AcceptedAt, int Publishes, DateTimeOffset? NextPublication, string? Outcome, string Begins);

/// <summary>A message that this service delivers.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Kind">The contract's name, or one of <c>KindNames</c>.</param>
/// <param name="ReceivedAt">When it arrived here.</param>
/// <param name="State"><c>pending</c>, <c>sending</c>, <c>held</c>, <c>delivered</c>, <c>failed</c>, <c>closed</c>.</param>
/// <param name="Reason">Why it waits or failed; null if there is no reason.</param>
/// <param name="Attempts">Calls intended so far.</param>
/// <param name="DoneAt">When it became final.</param>
/// <param name="MaybeDuplicate">True if the client may have it twice.</param>
/// <param name="OutcomeTold">True if the outcome was announced; false while that is under way.</param>
/// <param name="Begins">The beginning of its text.</param>
public sealed record DeliveryStatus(
    Guid MessageId, string Kind, DateTimeOffset ReceivedAt, string State, string? Reason, int Attempts, DateTimeOffset? DoneAt,
    bool MaybeDuplicate, bool OutcomeTold, string Begins);

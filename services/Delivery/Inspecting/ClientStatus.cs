namespace Relay.Delivery.Inspecting;

/// <summary>Who is asked about.</summary>
/// <param name="Phone">In E.164; empty if unknown.</param>
/// <param name="Chats">The client's Telegram chats; empty if unknown.</param>
public sealed record WhoseStatus(string Phone, IReadOnlyList<long> Chats);

/// <summary>Where a client's messages are in this service.</summary>
/// <param name="Lanes">The lanes that are to deliver something and what each waits for; a lane at rest is left out.</param>
/// <param name="Accepted">What came in here, the newest first, and what is known of its outcome.</param>
/// <param name="Deliveries">What goes out from here, the newest first: messages, and the prompts, notes and notices by which somebody was told.</param>
/// <param name="Provider">Why nothing goes out to the provider at all; null where it takes calls.</param>
public sealed record ClientStatus(
    IReadOnlyList<LaneStatus> Lanes, IReadOnlyList<AcceptedStatus> Accepted, IReadOnlyList<DeliveryStatus> Deliveries, string? Provider);

/// <summary>A lane that has something to do.</summary>
/// <param name="Lane">Its key.</param>
/// <param name="Waits">What for, in words.</param>
/// <param name="LooksAt">When a sender looks next.</param>
public sealed record LaneStatus(string Lane, string Waits, DateTimeOffset? LooksAt);

/// <summary>A message that this service accepted from its provider.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Publishes">How often the broker took it.</param>
/// <param name="NextPublication">When it is published again unless its outcome comes; null where it is settled.</param>
/// <param name="Outcome"><c>delivered</c> or why not, <c>held: …</c> while it waits for people; null while nothing was heard.</param>
/// <param name="Begins">How its text begins.</param>
public sealed record AcceptedStatus(Guid MessageId, DateTimeOffset AcceptedAt, int Publishes, DateTimeOffset? NextPublication, string? Outcome, string Begins);

/// <summary>A message that this service delivers.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Kind">What it is: the contract's name, or one of <c>KindNames</c>.</param>
/// <param name="ReceivedAt">When it came here.</param>
/// <param name="State"><c>pending</c>, <c>sending</c>, <c>held</c>, <c>delivered</c>, <c>failed</c>, <c>closed</c>.</param>
/// <param name="Reason">Why it waits or failed; null if nothing keeps it.</param>
/// <param name="Attempts">Calls intended so far.</param>
/// <param name="DoneAt">When it became final.</param>
/// <param name="MaybeDuplicate">Whether the client may have it twice.</param>
/// <param name="OutcomeTold">Whether the other side was told; false while that is under way.</param>
/// <param name="Begins">How its text begins.</param>
public sealed record DeliveryStatus(
    Guid MessageId, string Kind, DateTimeOffset ReceivedAt, string State, string? Reason, int Attempts, DateTimeOffset? DoneAt,
    bool MaybeDuplicate, bool OutcomeTold, string Begins);

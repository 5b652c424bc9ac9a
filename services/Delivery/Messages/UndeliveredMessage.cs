namespace Relay.Delivery.Messages;

/// <summary>A message that this service accepted, and that waits for people or will not be delivered.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Lane">Its lane: <see cref="LaneKey.PartyOf"/> says whose it is.</param>
/// <param name="Reason">Why: one of <see cref="Contracts.Reasons"/>.</param>
/// <param name="Since">Since when; with lane and reason it names the one notice about it.</param>
/// <param name="SentTo">The phone in E.164 that it was last sent to; null if it was sent to no phone.</param>
/// <param name="Stored">What is remembered of it; null if this database has forgotten it.</param>
public sealed record UndeliveredMessage(Guid MessageId, string Lane, string Reason, DateTimeOffset Since, string? SentTo, AcceptedMessage? Stored);

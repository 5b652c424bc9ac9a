namespace Relay.Delivery.TellingTheOwner;

/// <summary>A notice to the owner about the relay itself. Never a text, phone, name or token.</summary>
/// <param name="Cause">A short name: <c>provider_paused</c>.</param>
/// <param name="Subject">Its subject, so that each subject is reported once: a lane's HMAC, a direction value; empty if the cause says everything.</param>
/// <param name="Words">The problem and what to do, in the owner's language.</param>
/// <param name="Since">When it began; with cause and subject it makes the notice's id.</param>
public sealed record OwnerNotice(string Cause, string Subject, string Words, DateTimeOffset Since);

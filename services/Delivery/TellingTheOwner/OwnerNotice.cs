namespace Relay.Delivery.TellingTheOwner;

/// <summary>Something that nobody but the owner can hear. Never a text, phone, name or token.</summary>
/// <param name="Cause">A short name: <c>provider_paused</c>.</param>
/// <param name="Subject">What it is about, so that each subject is told once: a lane's HMAC, a direction value; empty where the cause says all.</param>
/// <param name="Words">What it is and what to do, in the owner's language.</param>
/// <param name="Since">Since when; with cause and subject it makes the notice's id.</param>
public sealed record OwnerNotice(string Cause, string Subject, string Words, DateTimeOffset Since);

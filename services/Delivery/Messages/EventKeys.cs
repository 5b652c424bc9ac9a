namespace Relay.Delivery.Messages;

/// <summary>What an event of the provider is looked up by.</summary>
/// <param name="SentIds">As a message of ours might keep its ids.</param>
/// <param name="SeenIds">As a person's message might be remembered.</param>
/// <param name="Phone">The client's; null if unknown.</param>
/// <param name="WaitingLane">Where events of this client wait.</param>
/// <param name="Words">A name of what it says, the same as that of a message of ours of which it may be an echo; null if it may be one of any.</param>
public sealed record EventKeys(IReadOnlyList<string> SentIds, IReadOnlyList<Guid> SeenIds, string? Phone, string WaitingLane, string? Words);

/// <summary>What the database knows of an event at first sight.</summary>
/// <param name="IsOrdinary">
/// True if it can be no echo, and has none to wait for: no id is ours, nothing that may have said the same was sent to this phone lately, and nothing of this
/// client waits.
/// </param>
/// <param name="Known">Under which of the ids a person's message is remembered; null if under none.</param>
/// <param name="Mark">What is noted beside that; null if nothing.</param>
public sealed record EventLook(bool IsOrdinary, Guid? Known, string? Mark);

namespace Relay.WahelpGateway.Persistence;

/// <summary>What this service's database remembers of events, beyond what Delivery tells.</summary>
internal interface IStoredEvents
{
    /// <summary>
    /// True where a message can be no echo, and has none to wait for: its id is not ours, nothing to this phone is in a call or was ever
    /// uncertain, and nothing waits in the client's lane of waiting events. So nearly all are, and one look is enough for them.
    /// </summary>
    Task<bool> IsOrdinaryAsync(string? providerMessageId, string phone, string waitingLane, CancellationToken cancellationToken);

    /// <summary>True where one of these ids was seen before: a send of ours returned it, or an event with it was stored.</summary>
    Task<bool> KnowsAnyAsync(IReadOnlyList<string> providerMessageIds, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>The text that was accepted under this id; null where nothing was, or nothing that is relayed.</summary>
    Task<string?> AcceptedTextAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>True while a message of this lane is not final.</summary>
    Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken);

    /// <summary>How many of Wahelp's ids are known to be copies of this message, within the last 25 hours.</summary>
    Task<int> CopiesAsync(Guid messageId, CancellationToken cancellationToken);
}

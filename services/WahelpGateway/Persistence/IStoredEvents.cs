using System.Globalization;
using Relay.Delivery.Sending;

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

    /// <summary>Which of these ids were accepted.</summary>
    Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>The texts that were accepted under these ids, as far as they are relayed and still kept.</summary>
    Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>True while a message of this lane is not final.</summary>
    Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken);

    /// <summary>The notes that were made for managers of this client, newest first.</summary>
    Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken);

    /// <summary>The ids under which copies of this message were seen within the last 25 hours: Wahelp's, and those that events without an id got here.</summary>
    Task<IReadOnlyList<string>> CopiesAsync(Guid messageId, CancellationToken cancellationToken);
}

/// <summary>A text that was accepted for a client.</summary>
/// <param name="Text">What the client reads.</param>
/// <param name="ChangedAt">When Wahelp says it became this; null if it does not.</param>
internal sealed record RelayedText(string Text, DateTimeOffset? ChangedAt)
{
    private const string Prefix = "changed:";

    /// <summary>Keeps the time beside the text; null if there is none.</summary>
    public static string? MarkOf(DateTimeOffset? changedAt) =>
        changedAt is { } at ? Prefix + at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The time in such a mark; null if it holds none.</summary>
    public static DateTimeOffset? TimeIn(string? mark) =>
        mark?.StartsWith(Prefix, StringComparison.Ordinal) == true && long.TryParse(mark.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
}

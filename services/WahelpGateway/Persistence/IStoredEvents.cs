using System.Globalization;
using Relay.Delivery.Messages;

namespace Relay.WahelpGateway.Persistence;

/// <summary>What this service's database remembers of events, beyond what Delivery tells.</summary>
internal interface IStoredEvents
{
    /// <summary>What one look tells of an event; many events share a query.</summary>
    Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken);

    /// <summary>The ids that managers' messages were relayed under, by further ids of theirs: see <see cref="SeenMark"/>.</summary>
    Task<IReadOnlyDictionary<Guid, string>> SeenAsAsync(IReadOnlyList<Guid> seenIds, CancellationToken cancellationToken);

    /// <summary>True if an event ever brought a manager's message, as far as messages are remembered.</summary>
    Task<bool> KnowsRepliesAsync(CancellationToken cancellationToken);

    /// <summary>Which of these ids were accepted.</summary>
    Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>The texts that were accepted under these ids, as far as they are relayed and still kept.</summary>
    Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>True while a message of this lane is not final.</summary>
    Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken);

    /// <summary>The notes that were made for managers of this client, newest first.</summary>
    Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken);
}

/// <summary>A text that was accepted for a client.</summary>
/// <param name="Text">What the client reads.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="ChangedAt">When Wahelp says it became this; null if it does not.</param>
internal sealed record RelayedText(string Text, DateTimeOffset AcceptedAt, DateTimeOffset? ChangedAt)
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

/// <summary>What an event is looked up by.</summary>
/// <param name="SentIds">As a message of ours might keep its ids.</param>
/// <param name="SeenIds">As a manager's message might be remembered, other than under its first id.</param>
/// <param name="Phone">The client's.</param>
/// <param name="WaitingLane">Where events of this client wait.</param>
internal sealed record EventKeys(IReadOnlyList<string> SentIds, IReadOnlyList<Guid> SeenIds, string? Phone, string WaitingLane);

/// <summary>What the database knows of an event at first sight.</summary>
/// <param name="IsOrdinary">
/// True if it can be no echo, and has none to wait for: no id is ours, nothing was sent to this phone lately, and nothing of this client waits.
/// </param>
/// <param name="Known">Under which of the ids a manager's message is remembered; null if under none.</param>
/// <param name="SeenAs">The id that it was relayed under, if that is another.</param>
internal sealed record EventLook(bool IsOrdinary, Guid? Known, string? SeenAs);

/// <summary>The mark of a row that remembers a further id of a manager's message: the id that it was relayed under.</summary>
internal static class SeenMark
{
    private const string Prefix = "seen:";

    public static string Of(string providerMessageId) => Prefix + providerMessageId;

    /// <summary>The id in such a mark; null if it is another one.</summary>
    public static string? IdIn(string? mark) => mark?.StartsWith(Prefix, StringComparison.Ordinal) == true ? mark[Prefix.Length..] : null;
}

using System.Globalization;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;

namespace Relay.WahelpGateway.Persistence;

/// <summary>Queries about stored events, beyond Delivery's.</summary>
internal interface IStoredEvents
{
    /// <inheritdoc cref="IAcceptedMessages.LookAsync"/>
    Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken);

    /// <summary>The ids under which managers' messages were relayed, by further ids that webhooks brought: see <see cref="SeenMark"/>.</summary>
    Task<IReadOnlyDictionary<Guid, string>> SeenAsAsync(IReadOnlyList<Guid> seenIds, CancellationToken cancellationToken);

    /// <summary>True if an event ever brought a manager's message, as far as messages are kept.</summary>
    Task<bool> KnowsRepliesAsync(CancellationToken cancellationToken);

    /// <summary>The accepted ones among these ids.</summary>
    Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>The texts accepted under these ids, if they are relayed and still kept.</summary>
    Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>The lane in which a manager's message was relayed, also when its text is no longer kept; null if none was relayed under this id.</summary>
    Task<string?> LaneOfReplyAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>True while a message of this lane is not final.</summary>
    Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken);

    /// <summary>The notes for managers about this client, newest first.</summary>
    Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken);
}

/// <summary>An accepted text for a client.</summary>
/// <param name="Text">The text for the client; empty for a deletion, and where there is a file alone.</param>
/// <param name="FileUrl">The address of the file beside it; null if there is none.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="Phone">Its client's phone in E.164.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="ChangedAt">When it got this text, according to Wahelp; null if unknown.</param>
internal sealed record RelayedText(string Text, string? FileUrl, string Lane, string Phone, DateTimeOffset AcceptedAt, DateTimeOffset? ChangedAt)
{
    private const string Prefix = "changed:";

    /// <summary>What is kept of a relayed message.</summary>
    /// <param name="reply">What was relayed.</param>
    /// <param name="mark">The mark beside it; null if there is none.</param>
    public static RelayedText Of(OperatorReplied reply, string? mark) =>
        new(reply.Text, reply.Attachments is [var file, ..] ? file.Url : null, reply.Lane, reply.Phone, reply.AcceptedAt, TimeIn(mark));

    /// <summary>The mark that keeps the time beside the text; null if there is none.</summary>
    public static string? MarkOf(DateTimeOffset? changedAt) =>
        changedAt is { } at ? Prefix + at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The time in such a mark; null if it has none.</summary>
    public static DateTimeOffset? TimeIn(string? mark) =>
        mark?.StartsWith(Prefix, StringComparison.Ordinal) == true && long.TryParse(mark.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
}

/// <summary>The mark of a row for a further id of a manager's message: the id under which it was relayed.</summary>
internal static class SeenMark
{
    private const string ByWebhook = "seen:";
    private const string InHistory = "found:";

    public static string Of(string providerMessageId, Source source) => (source == Source.Webhook ? ByWebhook : InHistory) + providerMessageId;

    /// <summary>The id in such a mark; null if it is another mark.</summary>
    public static string? IdIn(string? mark) => After(ByWebhook, mark) ?? After(InHistory, mark);

    /// <summary>The same, only if a webhook brought the further id: what the history itself has left proves nothing of the history.</summary>
    public static string? IdByWebhook(string? mark) => After(ByWebhook, mark);

    private static string? After(string prefix, string? mark) => mark?.StartsWith(prefix, StringComparison.Ordinal) == true ? mark[prefix.Length..] : null;
}

using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>
/// A manager's edit or deletion of a reply: it changes the very messages in the client's chat (docs/adr/0019). Its steps are the differences between
/// what the chat shows and what it is to show, found anew for each call; so a repeat after a crash does what is left.
/// </summary>
internal sealed class ReplyChange(Reply replies, IShownMessages shown, IReplyFiles files, RelayOptions relay) : IMessageKind<TelegramPart>
{
    public string Type => KindNames.ReplyChange;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var change = message.Read<OperatorReplied>();
        return message.ChangedTo is not null ? new(new Recipient.Needless()) // a later change says what to show
            : new(change.IsDeletion ? ToDeleteAsync(change, cancellationToken) : ToEditAsync(message, change, cancellationToken));
    }

    /// <summary>The steps that are left. Never empty: what needs none has no recipient.</summary>
    public IReadOnlyList<TelegramPart> Compose(OutgoingMessage message, Recipient.Known recipient) =>
        Steps(message, message.Read<OperatorReplied>(), recipient.Shown!, recipient.ChatId!.Value, (recipient as ReplyRecipient)?.File);

    private async Task<Recipient> ToDeleteAsync(OperatorReplied change, CancellationToken cancellationToken)
    {
        var original = await shown.FindAsync(change.Original!.Value, cancellationToken);
        return original.Parts is [var first, ..]
            ? new Recipient.Known(change.Phone, TelegramId.Of(first).ChatId) { Shown = original, MayRepeat = true }
            : original.MayHaveArrived ? new Recipient.Failed(Reasons.NotDeleted) : new Recipient.Needless();
    }

    private async Task<Recipient> ToEditAsync(OutgoingMessage message, OperatorReplied change, CancellationToken cancellationToken)
    {
        var found = await replies.FindAsync(change, cancellationToken);
        if (found is not Recipient.Known { ChatId: { } chat } known)
        {
            return found;
        }

        var original = await shown.FindAsync(change.Original!.Value, cancellationToken);
        if (original.Parts is [var first, ..] && TelegramId.Of(first).ChatId != chat)
        {
            return new Recipient.Failed(Reasons.ClientChanged); // the phone has moved: whoever had it before does not read on
        }

        var file = IsOtherFile(change, original) ? await files.FindAsync(change.MessageId, change.Attachments[0], cancellationToken) : null;
        var ready = file as ReplyFile.Ready;
        if (string.IsNullOrWhiteSpace(change.Text) && FileOf(change, original, ready) is null && file is null)
        {
            return new Recipient.Failed(Reasons.TextRefused);
        }

        var steps = Steps(message, change, original, chat, ready);
        return file is ReplyFile.Waiting waiting ? new Recipient.Unavailable { ExpectedBy = waiting.Until }
            : steps is [var next, ..] ? (ready is null ? known : new ReplyRecipient(known, ready)) with
            {
                Shown = original,
                MayRepeat = next is TelegramText { Change: not null },
                MayTakeLong = next is TelegramFile { FileId: null },
                LacksSomething = file is ReplyFile.Missing,
            }
            : file is ReplyFile.Missing ? new Recipient.Failed(Reasons.FileUnavailable)
            : new Recipient.Needless();
    }

    /// <summary>The further file is sent first, so that the client never has neither.</summary>
    private List<TelegramPart> Steps(OutgoingMessage message, OperatorReplied change, ShownMessage original, long chat, ReplyFile.Ready? ready)
    {
        var parts = change.IsDeletion ? new ReplyParts(File: null, "", []) : Parts(message, change, original, ready);
        var steps = new List<TelegramPart>();
        if (parts.File is not null)
        {
            steps.AddRange(FileSteps(parts, original, chat, ready));
        }

        for (var place = 0; place < parts.Texts.Count; place++)
        {
            steps.AddRange(TextSteps(parts.TextPart(chat, place), original));
        }

        var count = parts.FirstText + parts.Texts.Count;
        return
        [
            .. steps,
            .. original.Parts
                .Where(part => change.IsDeletion || part.Part >= count || (part.Part == 0 && parts.File is not null && Shown.FileOf(part) != parts.File))
                .OrderBy(part => part.Part == ShownPart.Left) // the last: what could not be edited may be what cannot be deleted either
                .Select(part => new TelegramText(chat, "") { Change = new TelegramChange.Deletion(TelegramId.Of(part).MessageId) }),
        ];
    }

    private static IEnumerable<TelegramPart> FileSteps(ReplyParts parts, ShownMessage original, long chat, ReplyFile.Ready? ready)
    {
        var content = new ShownContent(Part: 0, Shown.Captioned(parts.File!, parts.Caption));
        var there = original.Parts.Where(part => Shown.FileOf(part) == parts.File).ToList();
        return there.Count == 0
            ? [parts.FilePart(chat, ready!)]
            : there.Where(part => part.Content != content.Content).Select(part => new TelegramText(chat, parts.Caption)
            {
                Change = new TelegramChange.Caption(TelegramId.Of(part).MessageId),
                Shown = content,
            });
    }

    private static IEnumerable<TelegramPart> TextSteps(TelegramText text, ShownMessage original)
    {
        var place = text.Shown!.Part;
        var there = original.Parts.Where(part => part.Part == place && Shown.FileOf(part) is null).ToList();
        var isLost = place < original.Message?.PartsDone; // it was there, and cannot be edited any more
        return there.Count > 0
            ? there.Where(part => !Shows(part, text.Text)).Select(part => text with { Change = new TelegramChange.Edit(TelegramId.Of(part).MessageId) })
            : [isLost ? Marked(text) : text];
    }

    /// <summary>
    /// What the chat is to show. It is written like the original, with its line about being late. If nothing of the original ever came, the edit is the
    /// first that the client sees of it, and is marked.
    /// </summary>
    private ReplyParts Parts(OutgoingMessage message, OperatorReplied change, ShownMessage original, ReplyFile.Ready? ready) => ReplyParts.Of(
        FileOf(change, original, ready),
        original.Message is { PartsDone: > 0 } sent
            ? sent.Body.Length == 0 ? change.Text : LateMark.Put(change.Text, sent, Reply.WrittenAt(sent.Read<OperatorReplied>()), relay)
            : LateMark.Put(ReplyParts.EditMark + change.Text, message, Reply.WrittenAt(change), relay));

    /// <summary>True if the change brings a file that the chat does not show. One that did not go is not sent later by itself.</summary>
    private static bool IsOtherFile(OperatorReplied change, ShownMessage original) =>
        change.Attachments is [var file, ..] && !original.Parts.Any(part => Shown.FileOf(part) == Shown.File(file.Url));

    /// <summary>The file that goes, or that the chat shows; null if it shows none.</summary>
    private static string? FileOf(OperatorReplied change, ShownMessage original, ReplyFile.Ready? ready) =>
        change.Attachments is [var file, ..] && (ready is not null || !IsOtherFile(change, original))
            ? Shown.File(file.Url)
            : original.Parts.Select(Shown.FileOf).FirstOrDefault(known => known is not null);

    private static bool Shows(ShownPart part, string text) => part.Content == Shown.Text(text) || part.Content == Shown.Text(ReplyParts.Mark(text));

    private static TelegramText Marked(TelegramText text)
    {
        var marked = ReplyParts.Mark(text.Text);
        return text with { Text = marked, Shown = text.Shown! with { Content = Shown.Text(marked) } };
    }
}

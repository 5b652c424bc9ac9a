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
internal sealed class ReplyChange(Reply replies, IShownMessages shown, RelayOptions relay) : IMessageKind<TelegramText>
{
    public string Type => KindNames.ReplyChange;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var change = message.Read<OperatorReplied>();
        return message.ChangedTo is not null ? new(new Recipient.Needless()) // a later change says what to show
            : change.IsDeletion ? new(ToDeleteAsync(change, cancellationToken))
            : string.IsNullOrWhiteSpace(change.Text) ? new(new Recipient.Failed(Reasons.TextRefused))
            : new(ToEditAsync(message, change, cancellationToken));
    }

    /// <summary>The steps that are left. Never empty: what needs none has no recipient.</summary>
    public IReadOnlyList<TelegramText> Compose(OutgoingMessage message, Recipient.Known recipient) =>
        Steps(message, message.Read<OperatorReplied>(), recipient.Shown!, recipient.ChatId!.Value);

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

        var steps = Steps(message, change, original, chat);
        return steps.Count == 0 ? new Recipient.Needless() : known with { Shown = original, MayRepeat = steps[0].Change is not null };
    }

    private List<TelegramText> Steps(OutgoingMessage message, OperatorReplied change, ShownMessage original, long chat)
    {
        var parts = change.IsDeletion ? [] : Parts(message, change, original);
        var steps = new List<TelegramText>();
        for (var place = 0; place < parts.Count; place++)
        {
            var there = original.Parts.Where(part => part.Part == place).ToList();
            if (there.Count == 0)
            {
                var isLost = place < original.Message?.PartsDone; // it was there, and cannot be edited any more
                steps.Add(new TelegramText(chat, isLost ? Mark(parts[place]) : parts[place]) { FollowsClient = true, Place = place });
            }

            steps.AddRange(there.Where(part => !Shows(part, parts[place])).Select(part => new TelegramText(chat, parts[place])
            {
                Change = new TelegramChange.Edit(TelegramId.Of(part).MessageId),
                Place = place,
            }));
        }

        steps.AddRange(original.Parts.Where(part => part.Part >= parts.Count).Select(part => new TelegramText(chat, "")
        {
            Change = new TelegramChange.Deletion(TelegramId.Of(part).MessageId),
        }));
        return steps;
    }

    /// <summary>
    /// What the chat is to show. It is written like the original, with its line about being late. If nothing of the original ever came, the edit is the
    /// first that the client sees of it, and is marked.
    /// </summary>
    private List<string> Parts(OutgoingMessage message, OperatorReplied change, ShownMessage original) =>
    [
        .. Reply.Split(original.Message is { PartsDone: > 0 } sent
            ? sent.Body.Length == 0 ? change.Text : LateMark.Put(change.Text, sent, Reply.WrittenAt(sent.Read<OperatorReplied>()), relay)
            : LateMark.Put(Reply.EditMark + change.Text, message, Reply.WrittenAt(change), relay)),
    ];

    private static bool Shows(ShownPart part, string text) => part.Content == ShownText.Of(text) || part.Content == ShownText.Of(Mark(text));

    /// <summary>Without the mark if there is no room for it.</summary>
    private static string Mark(string part) => part.Length + Reply.EditMark.Length <= TextSplitter.Limit ? Reply.EditMark + part : part;
}

using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Sending;

namespace Relay.WahelpGateway.Persistence;

internal sealed class StoredEvents(IAcceptedMessages accepted, ISentMessages sent) : IStoredEvents
{
    private const int MostNotes = 200;

    public Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken) => accepted.LookAsync(keys, cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, string>> SeenAsAsync(IReadOnlyList<Guid> seenIds, CancellationToken cancellationToken) =>
        (from message in await accepted.FindAsync(seenIds, cancellationToken)
         where message.Type is null && SeenMark.IdByWebhook(message.Mark) is not null
         select message).ToDictionary(message => message.MessageId, message => SeenMark.IdByWebhook(message.Mark)!);

    public Task<bool> KnowsRepliesAsync(CancellationToken cancellationToken) =>
        accepted.AnyAsync(nameof(OperatorReplied), AcceptedNotification.Prefix, cancellationToken);

    public async Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        (await accepted.FindAsync(messageIds, cancellationToken)).Select(message => message.MessageId).ToHashSet();

    public async Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        (from message in await accepted.FindAsync(messageIds, cancellationToken)
         let reply = message.Read<OperatorReplied>()
         where reply is not null
         select (message.MessageId, Text: RelayedText.Of(reply, message.Mark)))
        .ToDictionary(one => one.MessageId, one => one.Text);

    public async Task<string?> LaneOfReplyAsync(Guid messageId, CancellationToken cancellationToken) =>
        await accepted.FindAsync([messageId], cancellationToken) is [{ Type: nameof(OperatorReplied), Lane: var lane }] ? lane : null;

    public Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken) => sent.IsBusyAsync(lane, cancellationToken);

    public Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken) =>
        sent.LastOfAsync(NoteLane.Of(phone), MostNotes, cancellationToken);
}

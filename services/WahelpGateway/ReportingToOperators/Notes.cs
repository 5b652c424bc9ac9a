using Relay.Contracts.Telegram;
using Relay.Delivery;
using Relay.Delivery.Accepting;
using Relay.Delivery.Announcing;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>
/// Tells the manager what became of a reply: a note in the client's conversation, once per cause. In profile <c>send_message</c> the
/// client would get it, so the owner is told instead.
/// </summary>
internal sealed class Notes(IInbox inbox, IOwner owner, IAcceptedNotifications notifications, WahelpOptions options, RelayOptions relay, TimeProvider time) : IOutgoing
{
    /// <summary>Notes among the messages of <c>delivery</c>.</summary>
    public const string Type = "note";

    string IOutgoing.Type => Type;

    public async Task TellHeldAsync(OperatorReplyHeld held, CancellationToken cancellationToken) => await TellAsync(
        new Note(held.Phone, held.Reason, Held: true, await IsNotificationAsync(held.MessageId, cancellationToken)),
        MessageIds.Local(held.Lane, held.Reason, held.Since),
        held.Since,
        cancellationToken);

    public async Task TellFailedAsync(OperatorReplyFailed failed, CancellationToken cancellationToken) => await TellAsync(
        new Note(failed.Phone, failed.Reason, Held: false, await IsNotificationAsync(failed.MessageId, cancellationToken)),
        MessageIds.Local(failed.Lane, "failed:" + failed.Reason, failed.FailedAt),
        failed.FailedAt,
        cancellationToken);

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Recipient>(options.Profile == WahelpProfile.SendMessage
            ? new Recipient.Needless() // the profile was changed while the note waited
            : new Recipient.Known(message.Read<Note>().Phone, ChatId: null));

    private Task<bool> IsNotificationAsync(Guid messageId, CancellationToken cancellationToken) => TransientErrors.RepeatAsync(
        async token => (await notifications.FindAsync([messageId], token)).Count > 0, time, cancellationToken);

    private Task TellAsync(Note note, Guid id, DateTimeOffset since, CancellationToken cancellationToken) =>
        options.Profile == WahelpProfile.SendMessage
            ? owner.TellAsync(new OwnerNotice(note.Held ? "reply_held" : "reply_failed", id.ToString(), OwnerWords(note), since), cancellationToken)
            : inbox.StoreAsync(
                [new LocalMessage { MessageId = id, Lane = $"note:{note.Phone}", Party = note.Phone, Type = Type, Body = MessageJson.Write(note) }],
                cancellationToken);

    private string OwnerWords(Note note) => (relay.Language, note.Held) switch
    {
        (RelayLanguage.En, true) => $"A manager's reply waits ({note.Reason}). No note can tell the manager in profile send_message.",
        (RelayLanguage.En, false) => $"A manager's reply was not delivered ({note.Reason}). No note can tell the manager in profile send_message.",
        (_, true) => $"Ответ менеджера ждёт ({note.Reason}). В профиле send_message менеджеру нельзя оставить заметку.",
        _ => $"Ответ менеджера не доставлен ({note.Reason}). В профиле send_message менеджеру нельзя оставить заметку.",
    };
}

using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;
using Relay.Delivery.TellingTheOwner;
using Relay.Delivery.Watching;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>
/// Informs the manager about a reply by a note in the client's conversation, once per cause. In plain <c>send_message</c> the client would get the
/// note, so the owner is notified instead.
/// </summary>
internal sealed class Notes(
    IInbox inbox, IOwnerNotices owner, WahelpOptions options, RelayOptions relay, TimeProvider time) : IManagerNotes
{

    public Task TellHeldAsync(UndeliveredMessage message, CancellationToken cancellationToken) => TellAsync(
        About(message) with { Held = true }, MessageIds.Local(message.Lane, message.Reason, message.Since), message.Since, cancellationToken);

    public Task TellFailedAsync(UndeliveredMessage message, CancellationToken cancellationToken) => TellAsync(
        About(message), MessageIds.Local(message.Lane, "failed:" + message.Reason, message.Since), message.Since, cancellationToken);

    /// <summary>From now on another account reads what the manager writes.</summary>
    public Task TellMovedAsync(string phone, DateTimeOffset at, CancellationToken cancellationToken) => TellAsync(
        new Note(phone, Note.PhoneMoved, Held: false), MessageIds.Local(NoteLane.Of(phone), Note.PhoneMoved, at), at, cancellationToken);

    public Task TellDoubtfulAsync(string phone, Guid messageId, string text, CancellationToken cancellationToken) => TellAsync(
        new Note(phone, Note.SameWords, Held: false, Beginning: Beginning.Of(text)),
        MessageIds.Of($"{KindNames.Note}:{Note.SameWords}:{messageId}:{text}"), new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero),
        cancellationToken);

    /// <summary>The note says which reply it is about, as far as that is remembered.</summary>
    private static Note About(UndeliveredMessage message) => new(LaneKey.PartyOf(message.Lane), message.Reason, Held: false)
    {
        OfNotification = AcceptedNotification.Is(message.Stored?.Mark),
        OfDeletion = message.Stored?.Read<OperatorReplied>()?.IsDeletion == true,
        Beginning = Beginning.Of(message.Stored?.Read<OperatorReplied>()?.Text ?? ""),
    };

    private Task TellAsync(Note note, Guid id, DateTimeOffset since, CancellationToken cancellationToken) =>
        options.ReachesClient
            ? owner.TellAsync(
                new OwnerNotice(
                    note.Reason == Note.PhoneMoved ? note.Reason : note.Held ? "reply_held" : "reply_failed", id.ToString(), OwnerWords(note), since),
                    cancellationToken)
            : inbox.StoreAsync(
                [new LocalMessage { MessageId = id, Lane = NoteLane.Of(note.Phone), Party = note.Phone, Type = KindNames.Note, Body = MessageJson.Write(
                    note) }],
                cancellationToken);

    /// <summary>Never the reply's own words: an owner's notice may be logged.</summary>
    private string OwnerWords(Note note) => (relay.Language, note.Held) switch
    {
        (RelayLanguage.En, _) when note.Reason == Note.PhoneMoved =>
            "Another Telegram account has proven a client's phone and gets the replies now. In profile send_message the manager cannot get a note.",
        (RelayLanguage.En, _) when note.Reason == Note.SameWords =>
            "A message that may be a manager's repeats a client's text and was not shown: ./relay dead list. In profile send_message the manager "
                + "cannot get a note.",
        _ when note.Reason == Note.SameWords =>
            "Сообщение, возможно от менеджера, повторяет слова клиента и не показано: ./relay dead list. "
                + "В профиле send_message менеджеру нельзя оставить заметку.",
        _ when note.Reason == Note.PhoneMoved =>
            "Номер клиента подтвердил другой аккаунт Telegram: теперь ответы получает он. В профиле send_message менеджеру нельзя оставить заметку.",
        (RelayLanguage.En, true) => $"A manager's reply waits ({note.Reason}). In profile send_message the manager cannot get a note.",
        (RelayLanguage.En, false) => $"A manager's reply was not delivered ({note.Reason}). In profile send_message the manager cannot get a note.",
        (_, true) => $"Ответ менеджера ждёт ({note.Reason}). В профиле send_message менеджеру нельзя оставить заметку.",
        _ => $"Ответ менеджера не доставлен ({note.Reason}). В профиле send_message менеджеру нельзя оставить заметку.",
    };
}

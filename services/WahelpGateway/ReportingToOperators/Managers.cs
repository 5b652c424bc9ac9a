using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Informs managers about their replies, and about other systems' notifications, by notes in the client's conversation.</summary>
internal sealed class Managers(Notes notes, IOwnerNotices owner, RelayOptions relay) : IWriters
{
    public Task TellHeldAsync(UndeliveredMessage message, CancellationToken cancellationToken) => notes.TellHeldAsync(message, cancellationToken);

    public Task TellFailedAsync(UndeliveredMessage message, CancellationToken cancellationToken) => notes.TellFailedAsync(message, cancellationToken);

    /// <summary>A note that fails causes no further note: the owner is notified.</summary>
    public Task TellOwnFailedAsync(OutgoingMessage message, string reason, CancellationToken cancellationToken) => owner.TellAsync(
        new OwnerNotice("note_failed", message.MessageId.ToString(), message.Type == KindNames.Note ? NotTold(reason) : NotShown(reason), message.ReceivedAt),
        cancellationToken);

    private string NotTold(string reason) => relay.Language == RelayLanguage.En
        ? $"A note for a manager could not be left in Wahelp ({reason}): a reply of theirs waits or was not delivered, and they do not know."
        : $"Заметку для менеджера не удалось оставить в Wahelp ({reason}): его ответ ждёт или не доставлен, а он об этом не знает.";

    private string NotShown(string reason) => relay.Language == RelayLanguage.En
        ? $"A note for a manager could not be left in Wahelp ({reason}): they do not see a notification that another system sent to the client."
        : $"Заметку для менеджера не удалось оставить в Wahelp ({reason}): он не видит уведомления, которое клиенту отправила другая система.";
}

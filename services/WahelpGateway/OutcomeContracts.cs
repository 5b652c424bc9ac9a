using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Announcing;
using Relay.Delivery.Messages;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.ReceivingNotifications;

namespace Relay.WahelpGateway;

/// <summary>How TelegramGateway hears what became of its clients' messages.</summary>
internal sealed class OutcomeContracts(RelayOptions relay) : IOutcomeContracts
{
    public object Delivered(IReadOnlyList<Guid> messageIds, IReadOnlyList<Guid> maybeDuplicates) =>
        new ClientMessagesDelivered { MessageIds = messageIds, MaybeDuplicates = maybeDuplicates };

    public object Held(OutgoingMessage message, string reason, DateTimeOffset since)
    {
        var received = message.Read<ClientMessageReceived>();
        return new ClientMessageHeld
        {
            MessageId = message.MessageId,
            Lane = message.Lane,
            ChatId = received.ChatId,
            LanguageCode = received.LanguageCode,
            Reason = reason,
            Since = since,
        };
    }

    public object Failed(OutgoingMessage message, string reason, DateTimeOffset failedAt)
    {
        var received = message.Read<ClientMessageReceived>();
        var unusable = IsOfPhone(reason) && message.SentTo is { } phone && !InternationalPhone.IsListed(phone) ? phone : null;
        return new ClientMessageFailed
        {
            MessageId = message.MessageId,
            Lane = message.Lane,
            ChatId = received.ChatId,
            LanguageCode = received.LanguageCode,
            Reason = unusable is null ? reason : Reasons.PhoneUnusable,
            FailedAt = failedAt,
            Phone = unusable,
        };
    }

    /// <summary>A note that fails makes no note: the owner is the one left to tell.</summary>
    public OwnerNotice? LocalFailed(OutgoingMessage message, string reason) => new(
        "note_failed", message.MessageId.ToString(), message.Type == NotificationNote.TypeName ? NotShown(reason) : NotTold(reason), message.ReceivedAt);

    /// <summary>Refused without a reason of its own: a phone that no country is known to have is the likely one.</summary>
    private static bool IsOfPhone(string reason) => reason is Reasons.Refused or Reasons.NoSuchMessenger;

    private string NotTold(string reason) => relay.Language == RelayLanguage.En
        ? $"A note for a manager could not be left in Wahelp ({reason}): a reply of theirs waits or was not delivered, and they do not know."
        : $"Заметку для менеджера не удалось оставить в Wahelp ({reason}): его ответ ждёт или не доставлен, а он об этом не знает.";

    private string NotShown(string reason) => relay.Language == RelayLanguage.En
        ? $"A note for a manager could not be left in Wahelp ({reason}): they do not see a notification that another system sent to the client."
        : $"Заметку для менеджера не удалось оставить в Wahelp ({reason}): он не видит уведомления, которое клиенту отправила другая система.";
}

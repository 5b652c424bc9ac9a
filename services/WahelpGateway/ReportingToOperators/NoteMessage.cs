using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>The texts of notes. Reasons come from other services, which may be newer: unknown ones have a text too.</summary>
internal sealed class NoteMessage(WahelpOptions options, RelayOptions relay) : ITextMessage
{
    public string Type => KindNames.Note;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) => new(options.ReachesClient
        ? new Recipient.Needless() // the profile was changed while the note waited
        : new Recipient.Known(message.Read<Note>().Phone, ChatId: null));

    public string TextOf(OutgoingMessage message)
    {
        var note = message.Read<Note>();
        return NoteMark.Put(relay.Language == RelayLanguage.En ? English(note) : Russian(note));
    }

    private static string Russian(Note note)
    {
        var (what, small, o) = note.OfNotification ? ("Уведомление", "уведомление", "о") : ("Ответ", "ответ", "");
        var which = note.Beginning.Length == 0 ? "" : $" «{note.Beginning}»";
        return (note.Held, note.Reason) switch
        {
            (_, Note.PhoneMoved) =>
                "Этот номер подтвердил другой аккаунт Telegram. Теперь здесь пишет он, и ответы получает он; прежний аккаунт их больше не получает. "
                    + "Возможно, это другой человек.",
            (_, Note.SameWords) =>
                $"{what}{which} не показан{o} клиенту: Relay не может отличить его от копии недавнего сообщения самого клиента. "
                    + "Если это ваш ответ, напишите его другими словами.",
            (true, _) when note.OfDeletion =>
                "Удалённый вами ответ пока виден клиенту: он исчезнет, когда бот снова сможет обратиться к чату (ждём 7 дней).",
            (_, Reasons.NotDeleted) when !note.OfDeletion =>
                $"{what}{which} доставлен{o} не полностью: лишнюю часть прежнего текста Telegram удалить не дал, клиент может её видеть.",
            (false, _) when note.OfDeletion =>
                "Удалённый вами ответ, возможно, остался у клиента: Telegram не дал его удалить, или Relay уже не знает, где он.",
            (true, Reasons.NotLinked) =>
                $"{what}{which} пока не доставлен{o}: этот клиент ещё не писал боту или не поделился номером. "
                    + $"{what} уйдёт, как только клиент сделает это (ждём 7 дней).",
            (true, Reasons.BotBlocked) =>
                $"{what}{which} пока не доставлен{o}: клиент заблокировал бота. {what} уйдёт, если клиент разблокирует бота в течение 7 дней.",
            (true, _) => $"{what}{which} пока не доставлен{o} и ждёт. Он{o} уйдёт сам{o}, когда препятствие исчезнет (ждём 7 дней).",
            (_, Reasons.UserDeactivated) => $"{what}{which} не доставлен{o}: клиент удалил свой аккаунт Telegram.",
            (_, Reasons.ChatNotFound) => $"{what}{which} не доставлен{o}: Telegram не находит чат с этим клиентом.",
            (_, Reasons.ClientChanged) =>
                $"{what}{which} не доставлен{o}: этот номер теперь принадлежит другому аккаунту Telegram. "
                    + $"Если {small} для нового владельца, отправьте его ещё раз.",
            (_, Reasons.TextRefused) => $"{what}{which} не доставлен{o}: Telegram не принимает этот текст.",
            (_, Reasons.OutcomeUnknown) => $"Неизвестно, доставлен{o} ли {small}{which}: Telegram не подтвердил отправку. Уточните у клиента.",
            (_, Reasons.ProviderRefuses) => $"{what}{which} не доставлен{o}: Telegram долго отвечал ошибкой на это сообщение. Отправьте его ещё раз.",
            (_, Reasons.FileUnavailable) when note.Beginning.Length > 0 =>
                $"{what}{which} доставлен{o} без файла: Relay не смог его получить, или Telegram его не принимает. Отправьте файл ещё раз.",
            (_, Reasons.FileUnavailable) =>
                "Ответ с файлом не доставлен клиенту: Relay не смог получить файл, или Telegram его не принимает. Отправьте файл ещё раз.",
            (_, Reasons.Expired) => $"{what}{which} не доставлен{o}: за 7 дней доставить его не удалось.",
            _ => $"{what}{which} не доставлен{o}: Telegram отказался его принять.",
        };
    }

    private static string English(Note note)
    {
        var what = (note.OfNotification ? "notification" : "reply") + (note.Beginning.Length == 0 ? "" : $" “{note.Beginning}”");
        return (note.Held, note.Reason) switch
        {
            (_, Note.PhoneMoved) =>
                "Another Telegram account has proven this phone. That account now writes here and gets the replies; the previous account no longer "
                    + "gets them. It may be another person.",
            (_, Note.SameWords) =>
                $"The {what} was not shown to the client: Relay cannot tell it from a copy of the client's recent message. If it is your reply, send "
                    + "it again in other words.",
            (true, _) when note.OfDeletion =>
                "The reply that you deleted is still visible to the client. It goes when the bot reaches the chat again (within 7 days).",
            (_, Reasons.NotDeleted) when !note.OfDeletion =>
                $"The {what} was not delivered as a whole: Telegram does not delete a part of the former text, and the client may see it.",
            (false, _) when note.OfDeletion =>
                "The reply that you deleted may still be visible to the client: Telegram did not delete it, or Relay no longer knows where it is.",
            (true, Reasons.NotLinked) =>
                $"The {what} is not delivered yet: this client has not written to the bot, or has not shared the phone. "
                    + "It goes out as soon as the client does (within 7 days).",
            (true, Reasons.BotBlocked) => $"The {what} is not delivered yet: the client blocked the bot. It goes out if the client unblocks it within 7 days.",
            (true, _) => $"The {what} is not delivered yet and waits. It goes out by itself when it can (within 7 days).",
            (_, Reasons.UserDeactivated) => $"The {what} was not delivered: the client deleted the Telegram account.",
            (_, Reasons.ChatNotFound) => $"The {what} was not delivered: Telegram finds no chat with this client.",
            (_, Reasons.ClientChanged) => $"The {what} was not delivered: this phone now belongs to another Telegram account. If it is meant for the "
                + "new owner, send it again.",
            (_, Reasons.TextRefused) => $"The {what} was not delivered: Telegram does not accept this text.",
            (_, Reasons.OutcomeUnknown) => $"Whether the {what} arrived is unknown: Telegram did not confirm it. Ask the client.",
            (_, Reasons.ProviderRefuses) => $"The {what} was not delivered: Telegram kept answering this message with errors. Send it again.",
            (_, Reasons.FileUnavailable) when note.Beginning.Length > 0 =>
                $"The {what} was delivered without its file: Relay could not get it, or Telegram refuses it. Send the file again.",
            (_, Reasons.FileUnavailable) =>
                "Your reply with a file was not delivered to the client: Relay could not get the file, or Telegram refuses it. Send it again.",
            (_, Reasons.Expired) => $"The {what} was not delivered: delivery was not possible within 7 days.",
            _ => $"The {what} was not delivered: Telegram refused it.",
        };
    }
}

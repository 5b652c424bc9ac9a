using System.Globalization;
using Relay.Contracts;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Prompting;

/// <summary>All texts of this service, in both languages.</summary>
internal static class Words
{
    public static string AskContact(RelayLanguage language) => language == RelayLanguage.En
        ? "To pass your messages to the manager we need your phone number. Please press the button below. What you have already written will be delivered."
        : "Чтобы передать ваши сообщения менеджеру, нам нужен ваш номер телефона. Пожалуйста, нажмите кнопку ниже. Всё, что вы уже написали, будет доставлено.";

    public static string NothingMoreIsKept(RelayLanguage language) => language == RelayLanguage.En
        ? "Many of your messages are waiting, and new ones are not kept. Please press the button below: we will pass them to the manager, and you "
            + "can go on writing."
        : "Отправки ждёт уже много ваших сообщений, новые не сохраняются. Пожалуйста, нажмите кнопку ниже: мы передадим их менеджеру, и вы сможете "
            + "писать дальше.";

    public static string ContactButton(RelayLanguage language) => language == RelayLanguage.En ? "📱 Share my phone number" : "📱 Отправить мой номер";

    public static string Greeting(RelayLanguage language) => language == RelayLanguage.En
        ? "Hello! Write your question here, and a manager will answer."
        : "Здравствуйте! Напишите ваш вопрос, менеджер ответит здесь.";

    public static string ForeignContact(RelayLanguage language) => language == RelayLanguage.En
        ? "This is another person's contact, or a forwarded one. We need your own number: please press the button below."
        : "Это чужой или пересланный контакт. Нам нужен ваш собственный номер: пожалуйста, нажмите кнопку ниже.";

    public static string NotAPhone(RelayLanguage language) => language == RelayLanguage.En
        ? "Telegram gave us no phone number in your contact, so your messages cannot be passed to the manager. Please contact us in another way."
        : "Telegram не передал нам номер телефона в вашем контакте, поэтому ваши сообщения передать менеджеру не удаётся. "
            + "Пожалуйста, свяжитесь с нами другим способом.";

    public static string Thanks(RelayLanguage language) => language == RelayLanguage.En
        ? "Thank you! Your number is confirmed. Your messages are on their way to the manager, who will answer here."
        : "Спасибо! Номер подтверждён. Ваши сообщения передаются менеджеру, ответы придут сюда.";

    public static string NoGroups(RelayLanguage language) => language == RelayLanguage.En
        ? "I work in private chats only: please write to me directly."
        : "Я работаю только в личных чатах: напишите мне, пожалуйста, напрямую.";

    public static string FileTooBig(RelayLanguage language) => language == RelayLanguage.En
        ? "The manager sees your message but cannot open the file: bots get no files above 20 MB. Please send a smaller file, or a link to it."
        : "Менеджер увидит сообщение, но не сможет открыть файл: боты не получают файлы больше 20 МБ. Пришлите, пожалуйста, файл поменьше или ссылку на него.";

    public static string NotDelivered(RelayLanguage language, string reason) => (language, reason) switch
    {
        (RelayLanguage.En, Reasons.PhoneUnusable) => "The manager's system does not accept the number of your Telegram account, so your messages "
            + "cannot be passed on. Please contact us in another way, or write from an account with an ordinary phone number.",
        (_, Reasons.PhoneUnusable) => "Система менеджера не принимает номер вашего аккаунта Telegram, поэтому ваши сообщения передать не удаётся. "
            + "Пожалуйста, свяжитесь с нами другим способом или напишите с аккаунта с обычным номером телефона.",
        (RelayLanguage.En, Reasons.Expired) => "One of your messages was not passed to the manager: it waited for 7 days. If it still matters, "
            + "please write again.",
        (RelayLanguage.En, Reasons.OutcomeUnknown) => "We do not know whether your last message reached the manager. If nobody answers, please write again.",
        (RelayLanguage.En, _) => "Your message could not be passed to the manager. Please write again in other words.",
        (_, Reasons.Expired) => "Ваше сообщение не было передано менеджеру: оно ждало 7 дней. Если вопрос ещё актуален, напишите, пожалуйста, ещё раз.",
        (_, Reasons.OutcomeUnknown) => "Мы не знаем, дошло ли ваше последнее сообщение до менеджера. Если ответа не будет, напишите, пожалуйста, ещё раз.",
        _ => "Ваше сообщение не удалось передать менеджеру. Пожалуйста, напишите ещё раз другими словами.",
    };

    public static string ForeignWebhook(RelayLanguage language) => language == RelayLanguage.En
        ? "Another program has set a webhook for this bot, so Relay gets no messages from clients. Remove it there, or, if that program is gone, "
            + "with Telegram's deleteWebhook."
        : "Другая программа установила вебхук для этого бота, и Relay не получает сообщений клиентов. Отключите его там, а если той программы больше "
            + "нет, удалите его вызовом deleteWebhook в Telegram.";

    public static string SecondPoller(RelayLanguage language) => language == RelayLanguage.En
        ? "Another program polls this bot with the same token and takes clients' messages from Relay. Stop it, or give it its own bot."
        : "Другая программа опрашивает этого бота с тем же токеном и забирает сообщения клиентов у Relay. Остановите её или заведите для неё отдельного бота.";

    public static string ClientMessagesFailed(RelayLanguage language, string reason) => (language, reason) switch
    {
        (RelayLanguage.En, Reasons.PhoneUnusable) =>
            "Wahelp does not accept the number of a client's Telegram account (an anonymous Telegram number, or a new range). Managers do not see "
                + "these messages: please tell them. The client was asked to contact you in another way.",
        (_, Reasons.PhoneUnusable) =>
            "Wahelp не принимает номер аккаунта Telegram одного из клиентов (анонимный номер Telegram или новый диапазон). Менеджеры этих сообщений "
                + "не видят: предупредите их. Клиента попросили связаться другим способом.",
        (RelayLanguage.En, _) => $"Clients' messages could not be passed to Wahelp ({reason}). The clients have been informed.",
        _ => $"Сообщения клиентов не удалось передать в Wahelp ({reason}). Клиентам об этом сообщили.",
    };

    public static string UnknownFileHost(RelayLanguage language, string host) => language == RelayLanguage.En
        ? $"A manager's file is on {host}, which is not in WAHELP_FILE_HOSTS, so it was not fetched: the client got the text alone, and the manager is "
            + $"informed. If Wahelp keeps its files there, add {host} to WAHELP_FILE_HOSTS."
        : $"Файл менеджера лежит на {host}. Этого адреса нет в WAHELP_FILE_HOSTS, поэтому файл не загружен: клиент получил только текст, менеджеру об этом "
            + $"сообщили. Если Wahelp хранит там свои файлы, добавьте {host} в WAHELP_FILE_HOSTS.";

    public static string ContactWithoutPhone(RelayLanguage language) => language == RelayLanguage.En
        ? "Telegram gave the bot no phone number in a client's contact. The client's messages cannot reach a manager: please tell the managers. The "
            + "client was asked to contact you in another way."
        : "Telegram не передал боту номер телефона в контакте клиента. Его сообщения не дойдут до менеджера: предупредите менеджеров. Клиента "
            + "попросили связаться другим способом.";

    /// <summary>The placeholder for content that is not carried yet, in the managers' language.</summary>
    public static string Placeholder(RelayLanguage language, MediaKind kind) => language == RelayLanguage.En
        ? kind switch
        {
            MediaKind.Photo => "photo",
            MediaKind.Video => "video",
            MediaKind.Voice => "voice message",
            MediaKind.VideoNote => "round video",
            MediaKind.Audio => "audio",
            MediaKind.Document => "document",
            MediaKind.Animation => "animation",
            MediaKind.Sticker => "sticker",
            MediaKind.Location => "location",
            MediaKind.Venue => "place",
            MediaKind.Poll => "poll",
            MediaKind.PollOptionAdded => "new poll option",
            MediaKind.PollOptionDeleted => "poll option removed",
            MediaKind.Story => "story",
            MediaKind.Dice => "dice",
            MediaKind.Game => "game",
            MediaKind.Invoice => "invoice",
            MediaKind.Checklist => "checklist",
            MediaKind.PaidMedia => "paid media",
            MediaKind.Giveaway => "giveaway",
            MediaKind.GiveawayWinners => "giveaway winners",
            MediaKind.Gift => "gift",
            MediaKind.WebAppData => "form",
            MediaKind.UsersShared => "shared contacts",
            MediaKind.ChatShared => "shared chat",
            MediaKind.ManagedBotCreated => "new bot",
            MediaKind.SuccessfulPayment => "payment",
            MediaKind.RefundedPayment => "refund",
            MediaKind.PassportData => "Telegram Passport",
            MediaKind.RichMessage => "formatted message",
            _ => "a message that Relay cannot show",
        }
        : kind switch
        {
            MediaKind.Photo => "фото",
            MediaKind.Video => "видео",
            MediaKind.Voice => "голосовое сообщение",
            MediaKind.VideoNote => "кружок",
            MediaKind.Audio => "аудио",
            MediaKind.Document => "документ",
            MediaKind.Animation => "анимация",
            MediaKind.Sticker => "стикер",
            MediaKind.Location => "геопозиция",
            MediaKind.Venue => "место",
            MediaKind.Poll => "опрос",
            MediaKind.PollOptionAdded => "новый вариант в опросе",
            MediaKind.PollOptionDeleted => "вариант убран из опроса",
            MediaKind.Story => "история",
            MediaKind.Dice => "кубик",
            MediaKind.Game => "игра",
            MediaKind.Invoice => "счёт",
            MediaKind.Checklist => "список дел",
            MediaKind.PaidMedia => "платное медиа",
            MediaKind.Giveaway => "розыгрыш",
            MediaKind.GiveawayWinners => "победители розыгрыша",
            MediaKind.Gift => "подарок",
            MediaKind.WebAppData => "форма",
            MediaKind.UsersShared => "выбранные контакты",
            MediaKind.ChatShared => "выбранный чат",
            MediaKind.ManagedBotCreated => "новый бот",
            MediaKind.SuccessfulPayment => "оплата",
            MediaKind.RefundedPayment => "возврат оплаты",
            MediaKind.PassportData => "Telegram Passport",
            MediaKind.RichMessage => "сообщение с оформлением",
            _ => "сообщение, которое Relay не умеет показать",
        };

    /// <summary>Instead of the link of a file that bots cannot fetch, in the managers' language.</summary>
    public static string TooBig(RelayLanguage language, long megabytes) => language == RelayLanguage.En
        ? string.Create(CultureInfo.InvariantCulture, $"{megabytes} MB: bots cannot fetch more than 20 MB")
        : string.Create(CultureInfo.InvariantCulture, $"{megabytes} МБ: боты не могут скачать больше 20 МБ");

    /// <summary>The line above a forwarded message, in the managers' language.</summary>
    public static string Forwarded(RelayLanguage language, string author) => language == RelayLanguage.En
        ? author.Length > 0 ? $"Forwarded from {author}" : "Forwarded"
        : author.Length > 0 ? $"Переслано от {author}" : "Переслано";

    public static string ContactPlaceholder(RelayLanguage language) => language == RelayLanguage.En ? "contact" : "контакт";

    public static string EmptyPlaceholder(RelayLanguage language) => language == RelayLanguage.En ? "empty message" : "пустое сообщение";
}

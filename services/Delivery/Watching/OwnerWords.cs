using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.Watching;

/// <summary>What the owner is told, in words, with what to do.</summary>
internal sealed class OwnerWords(RelayLanguage language)
{
    private bool Russian => language == RelayLanguage.Ru;

    public string ProviderPaused(string why, bool account) => (Russian, account) switch
    {
        (true, true) =>
            $"Сообщения не отправляются: доступ отклонён ({why}). Проверьте токен, логин и пароль. Ничего не потеряно: всё уйдёт, когда доступ появится.",
        (true, false) => $"Сообщения не отправляются: сервис не отвечает или занят ({why}). Relay пробует снова сам; ничего не потеряно.",
        (false, true) =>
            $"Messages are not going out: access is refused ({why}). Check token, login and password. Nothing is lost: all goes out when access is back.",
        (false, false) => $"Messages are not going out: the service does not answer or is busy ({why}). Relay keeps trying by itself; nothing is lost.",
    };

    public string LaneWaits(string lane) => Russian
        ? $"Переписка {lane} ждёт отправки больше 10 минут. Посмотрите журнал сервиса."
        : $"Conversation {lane} has waited to be sent for more than 10 minutes. Look at the service's log.";

    public string LanesHeld(long count) => Russian
        ? $"Переписок ждут больше суток: {count}. Их клиенты не поделились контактом или заблокировали бота."
        : $"Conversations that have waited for more than a day: {count}. Their clients have not shared a contact, or have blocked the bot.";

    public string DeadLetters(long count) => Russian
        ? $"Не удалось разобрать сообщений за последний час: {count}. Они сохранены; ./relay dead list покажет их."
        : $"Messages that could not be understood in the last hour: {count}. They are kept; ./relay dead list shows them.";
}

using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.Watching;

/// <summary>The texts of notices to the owner, with what to do.</summary>
internal sealed class OwnerWords(RelayLanguage language)
{
    private bool Russian => language == RelayLanguage.Ru;

    public string ProviderPaused(string why, bool account) => (Russian, account) switch
    {
        (true, true) => $"Сообщения не отправляются: доступ отклонён ({why}). Проверьте токен, логин и пароль. Ничего не потеряно: всё уйдёт, когда "
            + "доступ восстановится.",
        (true, false) => $"Сообщения не отправляются: сервис не отвечает или занят ({why}). Relay продолжает попытки сам; ничего не потеряно.",
        (false, true) => $"Messages are not going out: access is refused ({why}). Check token, login and password. Nothing is lost: everything goes "
            + "out when access is back.",
        (false, false) => $"Messages are not going out: the service does not answer or is busy ({why}). Relay keeps trying by itself; nothing is lost.",
    };

    public string LaneWaits(string lane) => Russian
        ? $"Переписка {lane} ждёт отправки больше 10 минут. Проверьте журнал сервиса."
        : $"Conversation {lane} has been waiting for more than 10 minutes. Check the service's log.";

    public string LanesHeld(long count) => Russian
        ? $"Переписок ждут больше суток: {count}. Их клиенты не поделились контактом или заблокировали бота."
        : $"Conversations that have been waiting for more than a day: {count}. Their clients have not shared a contact, or have blocked the bot.";

    public string DeadLetters(long count) => Russian
        ? $"За последний час не удалось обработать сообщений: {count}. Они сохранены; посмотреть: ./relay dead list"
        : $"Messages that could not be processed in the last hour: {count}. They are kept; to see them: ./relay dead list";
}

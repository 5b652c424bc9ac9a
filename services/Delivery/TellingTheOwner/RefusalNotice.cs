using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.TellingTheOwner;

/// <summary>Notifies the owner of calls with a wrong token, once an hour.</summary>
internal sealed class RefusalNotice(IOwnerNotices owner, RelayOptions relay) : IRefusalNotice
{
    public Task TellAsync(string what, long count, DateTimeOffset hour, CancellationToken cancellationToken) =>
        owner.TellAsync(new OwnerNotice("refused_calls", what, Words(what, count), hour), cancellationToken);

    private string Words(string what, long count) => relay.Language == RelayLanguage.En
        ? $"Calls to {what} with a wrong token or none: {count}. If they come from the provider or your own system, its token is mistyped, and its "
            + "messages do not arrive. Otherwise somebody is guessing."
        : $"Вызовов {what} с неверным токеном или без него: {count}. Если это провайдер или ваша система, токен в её настройках указан с ошибкой и "
            + "сообщения от неё не доходят. Если нет, кто-то подбирает токен.";
}

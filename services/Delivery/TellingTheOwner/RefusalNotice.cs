using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.TellingTheOwner;

/// <summary>The owner hears of calls with a wrong token, once an hour.</summary>
internal sealed class RefusalNotice(IOwnerNotices owner, RelayOptions relay) : IRefusalNotice
{
    public Task TellAsync(string what, long count, DateTimeOffset hour, CancellationToken cancellationToken) =>
        owner.TellAsync(new OwnerNotice("refused_calls", what, Words(what, count), hour), cancellationToken);

    private string Words(string what, long count) => relay.Language == RelayLanguage.En
        ? $"Calls to {what} with a wrong token or none: {count}. If the provider or a system of yours makes them, its token is mistyped, "
            + "and what it sends does not arrive. Else somebody is guessing."
        : $"Вызовов {what} с неверным токеном или без него: {count}. Если их делает провайдер или ваша система, в её настройках ошибка в токене, и то, "
            + "что она присылает, не доходит. Иначе кто-то подбирает токен.";
}

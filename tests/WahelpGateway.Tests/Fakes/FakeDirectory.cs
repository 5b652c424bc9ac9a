using Relay.Contracts.Clients;
using Relay.Delivery.Directory;
using Relay.WahelpGateway.ReceivingWebhooks;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>Whose phones are clients', and who writes.</summary>
internal sealed class FakeDirectory : IClientPhones, IClientDirectory
{
    public HashSet<string> Clients { get; } = [];

    /// <summary>The phone of every Telegram account; null if none is linked.</summary>
    public string? Linked { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Asked, it throws.</summary>
    public bool IsAway { get; set; }

    public int Questions { get; private set; }

    public Task<bool> KnowsAsync(string phone)
    {
        Questions++;
        return IsAway ? Task.FromException<bool>(new TimeoutException()) : Task.FromResult(Clients.Contains(phone));
    }

    public ValueTask<DirectoryAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody asks for phones here.");

    public ValueTask<DirectoryAnswer> ByTelegramUserAsync(long telegramUserId, CancellationToken cancellationToken) => new(
        IsAway ? new DirectoryAnswer.Unavailable()
        : Linked is null ? new DirectoryAnswer.NotFound()
        : new DirectoryAnswer.Found(new ClientFound
        {
            Phone = Linked,
            Name = Name,
            TelegramUserId = telegramUserId,
            ChatId = telegramUserId,
            LinkedAt = DateTimeOffset.UnixEpoch,
        }));

    public void Forget(string phone, long telegramUserId) => throw new NotSupportedException("No link changes here.");
}

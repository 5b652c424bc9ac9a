using Relay.Contracts.Clients;
using Relay.Delivery.Directory;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>Knows the clients that a test names, and nobody else.</summary>
internal sealed class FakeDirectory : IClientDirectory
{
    public ClientFound? Client { get; set; }

    public List<(string Phone, long TelegramUserId)> Forgotten { get; } = [];

    public bool IsAway { get; set; }

    public int Calls { get; private set; }

    public static ClientFound Ivan => new()
    {
        Phone = "+79991234567",
        Name = "Иван",
        TelegramUserId = 501,
        ChatId = 501,
        LinkedAt = DateTimeOffset.UnixEpoch,
    };

    public ValueTask<DirectoryAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) => Answer(Client?.Phone == phone);

    public ValueTask<DirectoryAnswer> ByTelegramUserAsync(long userId, CancellationToken cancellationToken) => Answer(Client?.TelegramUserId == userId);

    public void Forget(string phone, long telegramUserId) => Forgotten.Add((phone, telegramUserId));

    private ValueTask<DirectoryAnswer> Answer(bool isKnown)
    {
        Calls++;
        return new(IsAway ? new DirectoryAnswer.Unavailable() : isKnown ? new DirectoryAnswer.Found(Client!) : new DirectoryAnswer.NotFound());
    }
}

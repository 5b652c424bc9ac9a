using Relay.Contracts.Clients;
using Relay.TelegramGateway.LookingUpClients;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>Knows only the clients that a test names.</summary>
internal sealed class FakeClientLookup : IClientLookup
{
    public ClientFound? Client { get; set; }

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

    public ValueTask<LookupAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken) => Answer(Client?.Phone == phone);

    public ValueTask<LookupAnswer> ByTelegramUserAsync(long userId, CancellationToken cancellationToken) => Answer(Client?.TelegramUserId == userId);

    private ValueTask<LookupAnswer> Answer(bool isKnown)
    {
        Calls++;
        return new(IsAway ? new LookupAnswer.Unavailable() : isKnown ? new LookupAnswer.Found(Client!) : new LookupAnswer.NotFound());
    }
}

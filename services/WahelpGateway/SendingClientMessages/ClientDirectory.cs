using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.WahelpGateway.SendingClientMessages;

internal sealed class ClientDirectory(IBus bus, TimeProvider time) : IClientDirectory
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<LinkedClient?> FindAsync(long telegramUserId)
    {
        // MassTransit's own timeout begins when the request is sent, and sending it has none.
        using var limit = new CancellationTokenSource(Limit, time);
        var client = bus.CreateRequestClient<FindClientByTelegramUser>(Limit);
        var response = await client
            .GetResponse<ClientFound, ClientNotFound>(new FindClientByTelegramUser { TelegramUserId = telegramUserId }, limit.Token)
            .WaitAsync(limit.Token);
        return response.Is(out Response<ClientFound>? found) ? new LinkedClient(found.Message.Phone, found.Message.Name) : null;
    }
}

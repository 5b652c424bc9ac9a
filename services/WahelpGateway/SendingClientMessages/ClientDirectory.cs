using Relay.Delivery.Directory;

namespace Relay.WahelpGateway.SendingClientMessages;

internal sealed class ClientDirectory(DirectoryLookup directory) : IClientDirectory
{
    public async Task<LinkedClient?> FindAsync(long telegramUserId) =>
        await directory.ByTelegramUserAsync(telegramUserId) is { } found ? new LinkedClient(found.Phone, found.Name) : null;
}

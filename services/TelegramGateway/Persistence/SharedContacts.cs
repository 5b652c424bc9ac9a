using Relay.Contracts.Telegram;
using Relay.Delivery.Accepting;
using Relay.TelegramGateway.AskingForContact;

namespace Relay.TelegramGateway.Persistence;

internal sealed class SharedContacts(IAcceptedMessages accepted) : ISharedContacts
{
    public async Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken) =>
        await accepted.FindAsync([messageId], cancellationToken) is [var message] ? message.Read<ClientContactShared>() : null;
}

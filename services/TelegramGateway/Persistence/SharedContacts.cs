using Relay.Contracts.Telegram;
using Relay.Delivery.Accepting;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.AskingForContact;

namespace Relay.TelegramGateway.Persistence;

internal sealed class SharedContacts(IAcceptedMessages accepted, TimeProvider time) : ISharedContacts
{
    public Task<ClientContactShared?> FindAsync(Guid messageId, CancellationToken cancellationToken) => TransientErrors.RepeatAsync(
        async token => await accepted.FindAsync([messageId], token) is [var message] ? message.Read<ClientContactShared>() : null, time, cancellationToken);
}

using Relay.Contracts.Operations;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.TellingTheOwner;

/// <summary>A notice is accepted like a message: published until TelegramGateway confirms it.</summary>
internal sealed class OwnerNotices(IAcceptance acceptance, ServiceIdentity service, DatabaseRetries retries) : IOwnerNotices
{
    public Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken)
    {
        var id = MessageIds.Local($"owner:{service.Name}", $"{notice.Cause}:{notice.Subject}", notice.Since);
        var intake = new Intake
        {
            MessageId = id,
            Publish = new OwnerMustKnow { MessageId = id, Service = service.Name, Cause = notice.Cause, Words = notice.Words, Since = notice.Since },
        };
        return retries.RepeatAsync(token => acceptance.AcceptAsync([intake], alongside: null, token), cancellationToken);
    }
}

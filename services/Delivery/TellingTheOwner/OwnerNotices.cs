using Relay.Contracts.Operations;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.TellingTheOwner;

/// <summary>A notice is accepted like a message: published until TelegramGateway confirms that the owner was told.</summary>
internal sealed class OwnerNotices(IAcceptance acceptance, ServiceIdentity service, TimeProvider time) : IOwnerNotices
{
    public Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken)
    {
        var id = MessageIds.Local($"owner:{service.Name}", $"{notice.Cause}:{notice.Subject}", notice.Since);
        var intake = new Intake
        {
            MessageId = id,
            Publish = new OwnerMustKnow { MessageId = id, Service = service.Name, Cause = notice.Cause, Words = notice.Words, Since = notice.Since },
        };
        return TransientErrors.RepeatAsync(token => acceptance.AcceptAsync([intake], alongside: null, token), time, cancellationToken);
    }
}

using MassTransit;
using Relay.Contracts.Operations;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.TellingOwner;

/// <summary>The owner was told.</summary>
internal sealed class OwnerToldConsumer(DeadLetterNotices notices, TimeProvider time) : IConsumer<OwnerTold>
{
    public Task Consume(ConsumeContext<OwnerTold> context) =>
        TransientErrors.RepeatAsync(token => notices.ToldAsync(context.Message.MessageId, token), time, context.CancellationToken);
}

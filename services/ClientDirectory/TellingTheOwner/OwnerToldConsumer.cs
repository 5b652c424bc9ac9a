using MassTransit;
using Relay.Contracts.Operations;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.TellingTheOwner;

/// <summary>The owner got a notice.</summary>
internal sealed class OwnerToldConsumer(DeadLetterNotices notices, DatabaseRetries retries) : IConsumer<OwnerTold>
{
    public Task Consume(ConsumeContext<OwnerTold> context) =>
        retries.RepeatAsync(token => notices.ToldAsync(context.Message.MessageId, token), context.CancellationToken);
}

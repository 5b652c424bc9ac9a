using MassTransit;
using Relay.Contracts.Operations;
using Relay.Delivery.Publishing;

namespace Relay.Delivery.TellingTheOwner;

/// <summary>The owner's chat got a notice. Every service receives every confirmation; those of other services' notices change nothing here.</summary>
internal sealed class OwnerToldConsumer(ISettlement settlement) : IConsumer<OwnerTold>
{
    public Task Consume(ConsumeContext<OwnerTold> context) =>
        settlement.SettleAsync([context.Message.MessageId], "delivered", context.CancellationToken);
}

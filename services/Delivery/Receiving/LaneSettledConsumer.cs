using MassTransit;
using Relay.Contracts.Lanes;

namespace Relay.Delivery.Receiving;

/// <summary>An answer for this service as the receiver: the origin's reply about a gap.</summary>
internal sealed class LaneSettledConsumer(Inbox inbox) : IConsumer<LaneSettled>
{
    public Task Consume(ConsumeContext<LaneSettled> context) => inbox.CloseAsync(context.Message, context.CancellationToken);
}

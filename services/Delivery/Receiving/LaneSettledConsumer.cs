using MassTransit;
using Relay.Contracts.Lanes;

namespace Relay.Delivery.Receiving;

/// <summary>This service is the receiver: the origin answered what we asked about a gap.</summary>
internal sealed class LaneSettledConsumer(Inbox inbox) : IConsumer<LaneSettled>
{
    public Task Consume(ConsumeContext<LaneSettled> context) => inbox.CloseAsync(context.Message, context.CancellationToken);
}

using MassTransit;
using Relay.Contracts.Lanes;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>This service is the origin: a receiver misses something in a lane of ours.</summary>
internal sealed class MessagesMissingConsumer(GapRepair repair, IBusSender bus, LanePeer peer, TimeProvider time) : IConsumer<MessagesMissing>
{
    public async Task Consume(ConsumeContext<MessagesMissing> context)
    {
        var answer = await TransientErrors.RepeatAsync(token => repair.AnswerAsync(context.Message, token), time, context.CancellationToken);
        if (answer.Settled.Count + answer.Unknown.Count > 0)
        {
            await bus.SendAsync(peer.LaneSettledEndpoint, answer, Guid.NewGuid(), parent: null, context.CancellationToken);
        }
    }
}

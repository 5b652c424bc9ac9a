using MassTransit;
using Relay.Contracts.Lanes;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>A question for this service as the origin: a receiver misses a message in one of our lanes.</summary>
internal sealed class MessagesMissingConsumer(GapRepair repair, IBusSender bus, LanePeer peer, DatabaseRetries retries) : IConsumer<MessagesMissing>
{
    public async Task Consume(ConsumeContext<MessagesMissing> context)
    {
        var answer = await retries.RepeatAsync(token => repair.AnswerAsync(context.Message, token), context.CancellationToken);
        if (answer.Settled.Count + answer.Unknown.Count > 0)
        {
            await bus.SendAsync(peer.LaneSettledEndpoint, answer, Guid.NewGuid(), parent: null, context.CancellationToken);
        }
    }
}

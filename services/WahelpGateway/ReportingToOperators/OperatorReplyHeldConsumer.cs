using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery.Publishing;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A reply waits: the manager is told; the reply stays unsettled.</summary>
internal sealed class OperatorReplyHeldConsumer(Notes notes, ISettlement settlement) : IConsumer<OperatorReplyHeld>
{
    public async Task Consume(ConsumeContext<OperatorReplyHeld> context)
    {
        var held = context.Message;
        await notes.TellHeldAsync(held, context.CancellationToken);
        await settlement.HoldAsync(held.MessageId, held.Reason, context.CancellationToken);
    }
}

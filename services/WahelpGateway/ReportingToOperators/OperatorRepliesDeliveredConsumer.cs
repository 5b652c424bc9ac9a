using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>Telegram took these replies: they are settled.</summary>
internal sealed class OperatorRepliesDeliveredConsumer(ISettlement settlement) : IConsumer<OperatorRepliesDelivered>
{
    public Task Consume(ConsumeContext<OperatorRepliesDelivered> context) =>
        settlement.SettleAsync(context.Message.MessageIds, "delivered", context.CancellationToken);
}

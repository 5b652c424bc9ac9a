using MassTransit;
using Relay.Contracts.Telegram;
using Relay.Delivery.Publishing;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A reply failed: the manager is told first, for a settled reply is not told of again.</summary>
internal sealed class OperatorReplyFailedConsumer(Notes notes, ISettlement settlement) : IConsumer<OperatorReplyFailed>
{
    public async Task Consume(ConsumeContext<OperatorReplyFailed> context)
    {
        var failed = context.Message;
        await notes.TellFailedAsync(failed, context.CancellationToken);
        await settlement.SettleAsync([failed.MessageId], failed.Reason, context.CancellationToken);
    }
}

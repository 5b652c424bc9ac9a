using MassTransit;
using Relay.Contracts.Telegram;

namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A reply waits: the manager is told; the reply stays unsettled.</summary>
internal sealed class OperatorReplyHeldConsumer(Notes notes) : IConsumer<OperatorReplyHeld>
{
    public Task Consume(ConsumeContext<OperatorReplyHeld> context) => notes.TellHeldAsync(context.Message, context.CancellationToken);
}

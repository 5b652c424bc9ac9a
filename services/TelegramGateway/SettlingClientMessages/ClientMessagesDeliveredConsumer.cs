using MassTransit;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;

namespace Relay.TelegramGateway.SettlingClientMessages;

/// <summary>Wahelp has them: they are not sent again.</summary>
internal sealed class ClientMessagesDeliveredConsumer(ISettlement settlement) : IConsumer<ClientMessagesDelivered>
{
    public Task Consume(ConsumeContext<ClientMessagesDelivered> context) =>
        settlement.SettleAsync(context.Message.MessageIds, "delivered", context.CancellationToken);
}

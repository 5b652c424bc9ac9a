using MassTransit;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>A manager's reply goes into its lane; the bus is done with it when it is stored.</summary>
internal sealed class OperatorRepliedConsumer(IInbox inbox) : IConsumer<OperatorReplied>
{
    public Task Consume(ConsumeContext<OperatorReplied> context)
    {
        var reply = context.Message;
        return inbox.StoreAsync(
            new Arrival
            {
                MessageId = reply.MessageId,
                Lane = reply.Lane,
                Party = reply.Phone,
                Number = reply.Number,
                Previous = reply.Previous,
                Type = reply.Original is null ? nameof(OperatorReplied) : KindNames.ReplyChange,
                Original = reply.Original,
                Body = MessageJson.Write(reply),
                MaybeDuplicate = reply.MaybeDuplicate,
            },
            context.CancellationToken);
    }
}

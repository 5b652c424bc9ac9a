using MassTransit;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Receiving;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>A manager's reply goes into its lane; the bus is done with it when it is stored, with what is to be fetched for it.</summary>
internal sealed class OperatorRepliedConsumer(IInbox inbox, IReplyFiles files, FileSignal fetching) : IConsumer<OperatorReplied>
{
    public async Task Consume(ConsumeContext<OperatorReplied> context)
    {
        var reply = context.Message;
        var attachment = reply.Attachments.Count > 0 ? reply.Attachments[0] : null;
        await inbox.StoreAsync(
            ReplyArrival.Of(reply, attachment is null ? null : () => files.Keep(reply.MessageId, attachment)),
            context.CancellationToken);
        if (attachment is not null)
        {
            fetching.Raise();
        }
    }
}

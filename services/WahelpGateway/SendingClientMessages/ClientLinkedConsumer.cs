using System.Globalization;
using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Delivery.Receiving;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>What a client wrote before its contact was known goes on.</summary>
internal sealed class ClientLinkedConsumer(IInbox inbox, LinkedClients clients) : IConsumer<ClientLinked>
{
    public Task Consume(ConsumeContext<ClientLinked> context)
    {
        clients.Forget(context.Message.TelegramUserId);
        return inbox.ReleaseAsync(
            context.Message.TelegramUserId.ToString(CultureInfo.InvariantCulture), Reasons.NotLinked, context.CancellationToken);
    }
}

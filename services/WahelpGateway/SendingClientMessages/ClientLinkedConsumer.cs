using System.Globalization;
using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Delivery.Directory;
using Relay.Delivery.Receiving;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>What a client wrote before its contact was known goes on.</summary>
internal sealed class ClientLinkedConsumer(IInbox inbox, IClientDirectory directory) : IConsumer<ClientLinked>, IConsumer<ClientsLinked>
{
    public Task Consume(ConsumeContext<ClientLinked> context) =>
        ReleaseAsync([(context.Message.Phone, context.Message.TelegramUserId)], context.CancellationToken);

    public Task Consume(ConsumeContext<ClientsLinked> context) =>
        ReleaseAsync([.. context.Message.Links.Select(link => (link.Phone, link.TelegramUserId))], context.CancellationToken);

    private Task ReleaseAsync(IReadOnlyList<(string Phone, long TelegramUserId)> links, CancellationToken cancellationToken)
    {
        foreach (var (phone, telegramUserId) in links)
        {
            directory.Forget(phone, telegramUserId); // a question that was asked before would hold the lane again
        }

        return inbox.ReleaseAsync([.. links.Select(link => link.TelegramUserId.ToString(CultureInfo.InvariantCulture))], Reasons.NotLinked, cancellationToken);
    }
}

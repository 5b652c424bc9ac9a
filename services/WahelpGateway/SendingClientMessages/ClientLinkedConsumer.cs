using System.Globalization;
using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Delivery.Receiving;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>What a client wrote before its contact was known goes on.</summary>
internal sealed class ClientLinkedConsumer(IInbox inbox, LinkedClients clients) : IConsumer<ClientLinked>, IConsumer<ClientsLinked>
{
    public Task Consume(ConsumeContext<ClientLinked> context) => ReleaseAsync([context.Message.TelegramUserId], context.CancellationToken);

    public Task Consume(ConsumeContext<ClientsLinked> context) =>
        ReleaseAsync([.. context.Message.Links.Select(link => link.TelegramUserId)], context.CancellationToken);

    private Task ReleaseAsync(IReadOnlyList<long> telegramUserIds, CancellationToken cancellationToken)
    {
        foreach (var id in telegramUserIds)
        {
            clients.Forget(id);
        }

        return inbox.ReleaseAsync([.. telegramUserIds.Select(id => id.ToString(CultureInfo.InvariantCulture))], Reasons.NotLinked, cancellationToken);
    }
}

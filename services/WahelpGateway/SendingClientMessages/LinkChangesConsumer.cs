using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>On an endpoint of this instance's own: what it remembers of a client is no longer right.</summary>
internal sealed class LinkChangesConsumer(LinkedClients clients) : IConsumer<ClientLinked>, IConsumer<ClientsLinked>, IConsumer<ClientUnlinked>
{
    public Task Consume(ConsumeContext<ClientsLinked> context)
    {
        foreach (var link in context.Message.Links)
        {
            clients.Forget(link.TelegramUserId);
        }

        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientLinked> context)
    {
        clients.Forget(context.Message.TelegramUserId);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientUnlinked> context)
    {
        clients.Forget(context.Message.TelegramUserId);
        return Task.CompletedTask;
    }
}

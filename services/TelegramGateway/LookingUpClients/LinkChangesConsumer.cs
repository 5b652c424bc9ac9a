using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.TelegramGateway.LookingUpClients;

/// <summary>On every instance: a changed link drops what is remembered of it.</summary>
internal sealed class LinkChangesConsumer(ClientLookup lookup) : IConsumer<ClientLinked>, IConsumer<ClientsLinked>, IConsumer<ClientUnlinked>
{
    public Task Consume(ConsumeContext<ClientsLinked> context)
    {
        foreach (var link in context.Message.Links)
        {
            lookup.Forget(link.Phone, link.TelegramUserId);
        }

        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientLinked> context)
    {
        lookup.Forget(context.Message.Phone, context.Message.TelegramUserId);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientUnlinked> context)
    {
        lookup.Forget(context.Message.Phone, context.Message.TelegramUserId);
        return Task.CompletedTask;
    }
}

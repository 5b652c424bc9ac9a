using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.Delivery.Directory;

/// <summary>On an endpoint of this instance alone: a changed link ends what is remembered of it.</summary>
internal sealed class LinkChangesConsumer(IClientDirectory directory) : IConsumer<ClientLinked>, IConsumer<ClientsLinked>, IConsumer<ClientUnlinked>
{
    public Task Consume(ConsumeContext<ClientsLinked> context)
    {
        foreach (var link in context.Message.Links)
        {
            directory.Forget(link.Phone, link.TelegramUserId);
        }

        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientLinked> context)
    {
        directory.Forget(context.Message.Phone, context.Message.TelegramUserId);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ClientUnlinked> context)
    {
        directory.Forget(context.Message.Phone, context.Message.TelegramUserId);
        return Task.CompletedTask;
    }
}

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

/// <summary>While the instance was not connected its own endpoint did not exist: whatever changed then, it has not heard.</summary>
internal sealed class ForgetAtReconnect(IServiceProvider services) : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready)
    {
        // Not by the constructor: the bus makes its observers while it is itself being made, and LinkedClients needs the bus.
        services.GetRequiredService<LinkedClients>().ForgetAll();
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
}

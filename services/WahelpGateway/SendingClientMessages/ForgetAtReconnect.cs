using MassTransit;

namespace Relay.WahelpGateway.SendingClientMessages;

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

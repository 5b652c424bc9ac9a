using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.Delivery.Directory;

/// <summary>While the instance was not connected its own endpoint did not exist: it has missed what changed then.</summary>
internal sealed class ForgetAtReconnect(IServiceProvider services) : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready)
    {
        // Not by the constructor: the bus makes its observers while it is itself being made, and the cache needs the bus.
        services.GetRequiredService<DirectoryCache>().ForgetAll();
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
}

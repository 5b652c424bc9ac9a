using Relay.Harness;

namespace Relay.ServiceDefaults.Tests.Bus;

/// <summary>A virtual host for the bus tests.</summary>
public sealed class BusFixture : IAsyncLifetime
{
    private VirtualHost? host;

    internal Uri Broker => host!.Uri;

    public async ValueTask InitializeAsync() => host = await (await Servers.StartAsync()).CreateVirtualHostAsync("bus");

    public ValueTask DisposeAsync() => host!.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class BusTestGroup : ICollectionFixture<BusFixture>
{
    public const string Name = "bus";
}

using System.Globalization;
using Relay.Harness;

namespace Relay.Faults.Tests;

/// <summary>A broker and a database server that the tests of this group damage, one test after another.</summary>
public sealed class HurtServers : IAsyncLifetime
{
    private OwnServers own = null!;

    public OwnBroker Broker => own.Broker;

    public OwnPostgres Postgres => own.Postgres;

    public async ValueTask InitializeAsync() => own = await OwnServers.StartAsync();

    /// <summary>A relay on these servers, after they were restored.</summary>
    public async Task<FaultStack> StartStackAsync(RelayStackOptions? options = null, int clients = 10)
    {
        await own.HealAsync();
        return await FaultStack.StartAsync((options ?? new RelayStackOptions()) with { Servers = own.Servers }, clients);
    }

    /// <summary>The number of messages in each queue of a relay, including unacknowledged ones.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QueuesAsync(FaultStack faults)
    {
        var lines = await Broker.ControlAsync("list_queues", "-p", faults.Stack.VirtualHost.Name, "--no-table-headers", "name", "messages");
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(queue => queue[0], queue => long.Parse(queue[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OnHurtServers : ICollectionFixture<HurtServers>
{
    public const string Name = "hurt servers";
}

using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;
using Relay.Delivery.Settings;
using Relay.Delivery.Tests.InMemory;
using Relay.Harness;

namespace Relay.Delivery.Tests;

/// <summary>A database, a provider and a bus for one test; errors of the provider fail the test.</summary>
public abstract class DeliveryTest : IAsyncLifetime
{
    private protected TestDatabase Database { get; private set; } = null!;

    private protected InMemoryProvider Provider { get; } = new();

    private protected FakeBus Bus { get; } = new();

    private protected List<Instance> Instances { get; } = [];

    public async ValueTask InitializeAsync() => Database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Instances)
        {
            await instance.DisposeAsync();
        }

        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.Empty(Provider.Errors);
    }

    private protected Instance Compose(DeliveryOptions? options = null, ProviderRate? rate = null)
    {
        var instance = Instance.Create(Database, Provider, Bus, options, rate);
        Instances.Add(instance);
        return instance;
    }

    private protected static Arrival Arrival(string lane, long number, long previous = 0, string body = "{}") => new()
    {
        MessageId = Id(lane, number),
        Lane = lane,
        Party = $"party-{lane}",
        Number = number,
        Previous = previous,
        Type = "text",
        Body = body,
    };

    private protected static Guid Id(string lane, long number) => MessageIds.Of($"{lane}:{number}");

    private protected static Task StoreAsync(Instance instance, params Arrival[] arrivals) =>
        Task.WhenAll(arrivals.Select(arrival => instance.Get<IInbox>().StoreAsync(arrival, CancellationToken.None)));

    /// <summary>Each pause of the provider is recorded, however short.</summary>
    private protected Task WatchPausesAsync() => Database.ExecuteAsync(
        """
        CREATE TABLE pauses (why text);
        CREATE FUNCTION note_pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO pauses VALUES (NEW.why); RETURN NEW; END $$;
        CREATE TRIGGER pauses AFTER UPDATE ON provider FOR EACH ROW
            WHEN (OLD.paused_until IS NULL AND NEW.paused_until IS NOT NULL) EXECUTE FUNCTION note_pause();
        """);

    private protected static Task UntilAsync(Func<bool> condition, string what) => Waiting.UntilAsync(condition, TimeSpan.FromSeconds(40), what);
}

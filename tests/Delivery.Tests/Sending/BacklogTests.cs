using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Sending;

/// <summary>What a message costs the database does not depend on how many others wait.</summary>
public sealed class BacklogTests : DeliveryTest
{
    private const int Lanes = 100;
    private const int Each = 40;
    private const int MostEntriesForOne = 5 * Each;

    /// <summary>A new database has no statistics: PostgreSQL then takes an index of all open rows for a small one, and scans it for each lane.</summary>
    [Fact]
    public async Task A_message_of_a_long_backlog_costs_no_scan_of_all_that_waits()
    {
        Provider.Answer = InMemoryProvider.Accept;
        await Database.ExecuteAsync("ALTER TABLE delivery SET (autovacuum_enabled = off)");
        var instance = Compose();
        await StoreAsync(
            instance, [.. from number in Enumerable.Range(1, Each) from lane in Enumerable.Range(0, Lanes) select Arrival($"lane-{lane}", number, number - 1)]);

        await instance.StartAsync();
        await Database.UntilAsync($"SELECT count(*) = {Lanes * Each} FROM delivery WHERE state = 'delivered'");

        var read = await Database.ScalarAsync<long>("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'delivery_open'");
        Assert.InRange(read / (Lanes * Each), 1, MostEntriesForOne);
    }
}

using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.TellingTheOwner;
using Relay.Delivery.Watching;

namespace Relay.Delivery.Tests.Watching;

/// <summary>Notices to the owner about waiting lanes.</summary>
public sealed class WatchingTests : DeliveryTest
{
    [Fact]
    public async Task Among_many_held_lanes_each_stuck_one_is_told_and_the_held_ones_are_one_notice()
    {
        Provider.Resolve = message =>
            new(message.Lane.StartsWith("held", StringComparison.Ordinal) ? new Recipient.Held(Reasons.NotLinked) : new Recipient.Unavailable());
        var instance = await Compose().StartAsync("SendingLoop", "Liveness");
        await StoreAsync(
            instance, [.. Enumerable.Range(0, 30).Select(i => Arrival($"held-{i}", 1)), .. Enumerable.Range(0, 25).Select(i => Arrival($"stuck-{i}", 1))]);
        await Database.UntilAsync("SELECT count(*) = 30 FROM lane WHERE held_reason IS NOT NULL");
        await Database.ExecuteAsync("UPDATE delivery SET received_at = now() - interval '3 days'");

        var watchman = instance.Hosted<Watchman>();
        var first = await watchman.LookAsync(CancellationToken.None);
        var second = await watchman.LookAsync(CancellationToken.None);
        var third = await watchman.LookAsync(CancellationToken.None);

        Assert.Equal((20, 5, 0), (Stuck(first).Count, Stuck(second).Count, Stuck(third).Count));
        Assert.Equal(25, Stuck([.. first, .. second]).ToHashSet().Count);
        var held = Assert.Single(first, notice => notice.Cause == "lanes_held");
        Assert.Contains("30", held.Words, StringComparison.Ordinal);
        Assert.Contains(held, second); // the same notice: sent once a day
    }

    [Fact]
    public async Task A_lane_that_waits_for_a_part_of_a_message_is_no_fault_as_long_as_the_part_is_expected()
    {
        var at = new DateTimeOffset(await Database.ScalarAsync<DateTime>("SELECT now()"));
        Provider.Resolve = message => new(new Recipient.Unavailable { ExpectedBy = message.Lane == "expected" ? at.AddHours(1) : at });
        var instance = await Compose().StartAsync("SendingLoop", "Liveness");
        await StoreAsync(instance, Arrival("expected", 1), Arrival("overdue", 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM lane WHERE expected_by IS NOT NULL");
        await Database.ExecuteAsync("UPDATE delivery SET received_at = now() - interval '11 min'");

        var watchman = instance.Hosted<Watchman>();
        var overdue = Assert.Single(Stuck(await watchman.LookAsync(CancellationToken.None)));
        await Database.ExecuteAsync("UPDATE lane SET expected_by = now() - interval '1 s'");
        Assert.NotEqual(overdue, Assert.Single(Stuck(await watchman.LookAsync(CancellationToken.None))));
    }

    private static List<string> Stuck(IEnumerable<OwnerNotice> notices) =>
        [.. notices.Where(notice => notice.Cause == "lane_waits").Select(notice => notice.Subject)];
}

using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Receiving;

public sealed class ReceivingTests : DeliveryTest
{
    [Fact]
    public async Task Coming_again_changes_nothing_but_what_it_waits_for()
    {
        var instance = Compose();
        await StoreAsync(instance, Arrival("a", 5, previous: 4));
        await StoreAsync(instance, Arrival("a", 5, previous: 2, body: "other"));
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT previous FROM delivery WHERE body = '{}' AND attempt = 0 AND state = 'pending'"));
        Assert.True(await Database.ScalarAsync<bool>("SELECT due_at <= now() AND owner IS NULL FROM lane"));
    }

    [Fact]
    public async Task One_that_is_final_is_announced_again()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("a", 1));
        await UntilAsync(() => Bus.All<Delivered>().Count == 1, "announced");
        await Database.UntilAsync("SELECT announce_at IS NULL FROM delivery");
        await StoreAsync(instance, Arrival("a", 1));
        await UntilAsync(() => Bus.All<Delivered>().Count == 2, "announced again");
        Assert.Single(Provider.Calls);
    }

    [Fact]
    public async Task A_lane_that_backs_off_keeps_its_time_when_more_arrives()
    {
        var instance = Compose();
        await StoreAsync(instance, Arrival("a", 1));
        await Database.ExecuteAsync("UPDATE lane SET due_at = now() + interval '1 h'");
        await StoreAsync(instance, Arrival("a", 2, previous: 1));
        Assert.True(await Database.ScalarAsync<bool>("SELECT due_at > now() + interval '59 min' FROM lane"));
    }

    [Fact]
    public async Task One_arrival_that_the_database_refuses_takes_no_other_with_it()
    {
        var inbox = Compose().Get<IInbox>();
        var good = Enumerable.Range(0, 20).Select(n => inbox.StoreAsync(Arrival($"lane-{n}", 1), CancellationToken.None)).ToList();
        var bad = inbox.StoreAsync(Arrival("bad\0", 1), CancellationToken.None);
        good.AddRange(Enumerable.Range(20, 20).Select(n => inbox.StoreAsync(Arrival($"lane-{n}", 1), CancellationToken.None)));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => bad);
        await Task.WhenAll(good);
        Assert.Equal(40, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery"));
    }

    [Fact]
    public async Task Local_messages_are_stored_once_in_the_order_given()
    {
        var inbox = Compose().Get<IInbox>();
        LocalMessage Note(int n) => new() { MessageId = Id("note", n), Lane = "note:1", Party = "1", Type = "note", Body = "{}" };
        await inbox.StoreAsync([Note(1), Note(2)], CancellationToken.None);
        await inbox.StoreAsync([Note(2), Note(3)], CancellationToken.None);
        Assert.Equal(
            [Id("note", 1), Id("note", 2), Id("note", 3)], await Database.ColumnAsync<Guid>("SELECT message_id FROM delivery WHERE local ORDER BY number"));
    }

    [Fact]
    public async Task What_failed_before_anything_of_it_was_sent_is_delivered_after_all_beside_what_came_since()
    {
        Provider.Answer = InMemoryProvider.Accept;
        Provider.Resolve = message => new(message.Number == 1 ? new Recipient.Failed("no_file") : new Recipient.Known("+7", null));
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("a", 1), Arrival("a", 2, previous: 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE done_at IS NOT NULL AND announce_at IS NULL");
        Provider.Resolve = _ => new(new Recipient.Known("+7", null));

        Assert.True(await ReopenAsync(instance, Arrival("a", 1), "no_file"));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered' AND announce_at IS NULL");

        Assert.Equal([2, 1], Provider.Calls.Select(call => call.Number));
        Assert.False(await ReopenAsync(instance, Arrival("a", 1), "no_file"));
        Assert.Equal(2, Provider.Calls.Count);
    }

    [Theory]
    [InlineData("reason = 'other'", false)]
    [InlineData("parts_done = 1", false)]
    [InlineData("state = 'closed'", false)]
    [InlineData("state = 'held', done_at = NULL", true)]
    public async Task What_failed_otherwise_or_was_sent_in_part_stays_as_it_is(string now, bool isOpen)
    {
        var instance = Compose();
        await StoreAsync(instance, Arrival("a", 1));
        await Database.ExecuteAsync($"UPDATE delivery SET state = 'failed', reason = 'no_file', done_at = now(); UPDATE delivery SET {now}");
        var before = await Database.ScalarAsync<string>("SELECT delivery::text FROM delivery");

        Assert.Equal(isOpen, await ReopenAsync(instance, Arrival("a", 1), "no_file"));

        Assert.Equal(before, await Database.ScalarAsync<string>("SELECT delivery::text FROM delivery"));
    }

    [Fact]
    public async Task What_was_taken_back_since_it_failed_is_not_delivered()
    {
        var instance = Compose();
        await StoreAsync(instance, Arrival("a", 1), Arrival("a", 2, previous: 1) with { Original = Id("a", 1) });
        await Database.ExecuteAsync("UPDATE delivery SET state = 'failed', reason = 'no_file', done_at = now()");

        Assert.False(await ReopenAsync(instance, Arrival("a", 1), "no_file"));
        Assert.False(await ReopenAsync(instance, Arrival("a", 9), "no_file")); // it is not known
    }

    private static Task<bool> ReopenAsync(Instance instance, Arrival arrival, string reason) =>
        instance.Get<IInbox>().ReopenAsync(arrival, reason, CancellationToken.None);
}

using Relay.Contracts;
using Relay.Contracts.Operations;
using Relay.Delivery.Announcing;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Receiving;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Announcing;

public sealed class AnnouncingTests : DeliveryTest
{
    [Fact]
    public async Task Delivered_ones_are_told_in_batches_until_the_broker_confirms()
    {
        var refuse = true;
        Bus.Refuses = message => refuse && message is Delivered;
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 30).Select(n => Arrival($"lane-{n}", 1))]);
        await Database.UntilAsync("SELECT count(*) = 30 FROM delivery WHERE state = 'delivered' AND announce_at > now() + interval '10 s'");
        refuse = false;
        await Database.ExecuteAsync("UPDATE delivery SET announce_at = now()");
        await Database.UntilAsync("SELECT count(*) = 30 FROM delivery WHERE announce_at IS NULL");

        var batches = Bus.All<Delivered>();
        Assert.Equal(30, batches.SelectMany(batch => batch.Ids).Distinct().Count());
        Assert.True(batches.Count < 30);
    }

    [Fact]
    public async Task No_batch_has_more_ids_than_the_contract_allows_whether_they_were_handed_over_or_are_due()
    {
        var instance = Compose();
        await InsertDeliveredAsync("handed", 499, "now() + interval '30 s'");
        await InsertDeliveredAsync("due", 500, "now()");
        await HandOverAsync(instance, "handed");
        instance.Get<AnnounceQueue>().LookNow();
        var announcer = instance.Hosted<Announcer>();
        while (Bus.All<Delivered>().Sum(batch => batch.Ids.Count) < 999)
        {
            instance.Get<AnnounceQueue>().LookNow();
            Assert.NotEqual(0, await announcer.AnnounceBatchAsync(CancellationToken.None));
        }

        Assert.All(Bus.All<Delivered>(), batch => Assert.InRange(batch.Ids.Count, 1, 500));
        Assert.Equal(999, Bus.All<Delivered>().SelectMany(batch => batch.Ids).Distinct().Count());
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE announce_at IS NOT NULL"));
    }

    [Fact]
    public async Task What_was_handed_over_is_told_at_once_although_the_database_refused_one_look()
    {
        var instance = Compose();
        await InsertDeliveredAsync("handed", 3, "now() + interval '30 s'");
        await HandOverAsync(instance, "handed");
        instance.Get<AnnounceQueue>().LookNow();
        await Database.ExecuteAsync("ALTER TABLE delivery RENAME TO away");
        await Record.ExceptionAsync(() => instance.Hosted<Announcer>().AnnounceBatchAsync(CancellationToken.None));

        Assert.Equal(3, Assert.Single(Bus.All<Delivered>()).Ids.Count);
    }

    [Fact]
    public async Task What_cannot_be_told_keeps_nobody_else_untold()
    {
        Provider.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Failed(Reasons.ChatNotFound));
        var instance = Compose();
        await instance.Get<IInbox>().StoreAsync(
            [new() { MessageId = Id("bad", 1), Lane = "bad", Party = "1", Type = "note", Body = "untellable" }], CancellationToken.None);
        await StoreAsync(instance, Arrival("good", 1));
        await instance.StartAsync();
        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("good", 1), Reasons.ChatNotFound)), "the good one told");
        await Database.UntilAsync("SELECT announce_at IS NULL FROM delivery WHERE lane = 'good'");
        await Database.UntilAsync("SELECT state = 'failed' AND announce_at > now() + interval '10 s' FROM delivery WHERE lane = 'bad'");
    }

    [Fact]
    public async Task A_failed_note_of_our_own_is_told_to_the_owner_until_the_owner_was_told()
    {
        Provider.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Failed(Reasons.ChatNotFound));
        var instance = await Compose().StartAsync();
        await instance.Get<IInbox>().StoreAsync(
            [new() { MessageId = Id("note", 1), Lane = "note:1", Party = "1", Type = "note", Body = "{}" }], CancellationToken.None);
        await UntilAsync(() => Bus.All<OwnerMustKnow>().Count == 1, "the owner told");
        Assert.Equal(("note_failed", Reasons.ChatNotFound), (Bus.All<OwnerMustKnow>()[0].Cause, Bus.All<OwnerMustKnow>()[0].Words));
        Assert.Empty(Bus.All<Failed>());
    }

    private Task InsertDeliveredAsync(string lane, int count, string announceAt) => Database.ExecuteAsync(
        $"""
        INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks) VALUES ('{lane}', 'party', 0, {count}, 0, 0);
        INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done,
                              maybe_duplicate, received_at, done_at, announce_at)
        SELECT gen_random_uuid(), '{lane}', n, 0, 'text', '', false, 'delivered', 1, 0, 0, 1, false, now(), now(), {announceAt}
        FROM generate_series(1, {count}) n
        """);

    private async Task HandOverAsync(Instance instance, string lane)
    {
        var ids = await Database.ColumnAsync<Guid>($"SELECT message_id FROM delivery WHERE lane = '{lane}'");
        instance.Get<AnnounceQueue>().HandOver(ids.ConvertAll(id => new DeliveredRow(id, MaybeDuplicate: false, lane, TraceParent: null)));
    }
}

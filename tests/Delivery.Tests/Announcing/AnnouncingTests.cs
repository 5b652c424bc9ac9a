using Relay.Contracts;
using Relay.Contracts.Operations;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Announcing;

public sealed class AnnouncingTests : DeliveryTest
{
    [Fact]
    public async Task Delivered_ones_are_told_in_batches_until_the_broker_confirms()
    {
        var refuse = true;
        Bus.Refuses = message => refuse && message is Delivered;
        Provider.Answer = FakeProvider.Accept;
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
    public async Task What_cannot_be_told_keeps_nobody_else_untold()
    {
        Provider.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Failed(Reasons.ChatNotFound));
        var instance = Compose();
        await StoreAsync(instance, Arrival("bad", 1, body: "unreadable"), Arrival("good", 1));
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
}

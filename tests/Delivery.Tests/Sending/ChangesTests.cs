using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Messages that change another one of their lane: before it was sent, after it, and in doubt.</summary>
public sealed class ChangesTests : DeliveryTest
{
    [Fact]
    public async Task Before_the_first_attempt_the_last_change_that_came_is_what_every_attempt_says()
    {
        var isLinked = false;
        Provider.Resolve = message => new(
            message is { Number: > 1, ChangedTo: not null } ? new Recipient.Needless()
            : isLinked ? new Recipient.Known(message.Lane, null)
            : new Recipient.Held(Reasons.NotLinked));
        Provider.Answer = message => Task.FromResult<SendOutcome>(
            Provider.Calls.Count == 1 ? new SendOutcome.ServerError(500) : new SendOutcome.Delivered($"sent-{message.Number}"));
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1, body: "first"));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'held'");
        await StoreAsync(instance, Change(2, "second"), Change(3, "third"));
        isLinked = true;
        await instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.NotLinked, CancellationToken.None);
        await Database.UntilAsync("SELECT count(*) = 3 FROM delivery WHERE done_at IS NOT NULL AND announce_at IS NULL");

        Assert.Equal([(1, "third"), (1, "third"), (3, null)], Provider.Calls.Select(call => (call.Number, call.ChangedTo)));
        Assert.Equal("closed", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE number = 2"));
    }

    [Fact]
    public async Task A_message_that_a_change_takes_back_before_the_first_attempt_is_closed_and_the_lane_stays_held_for_what_comes_after()
    {
        Provider.Resolve = message => new(
            message.ChangedTo == "deleted" || message.Body == "deleted" ? new Recipient.Needless() : new Recipient.Held(Reasons.NotLinked));
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'held' AND announce_at IS NULL");
        var since = await Database.ScalarAsync<DateTime>("SELECT held_since FROM lane");
        await StoreAsync(instance, Change(2, "deleted"), Arrival("lane", 3));
        await instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.NotLinked, CancellationToken.None);
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'closed' AND announce_at IS NULL");
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'held' AND number = 3");

        Assert.Empty(Provider.Calls);
        Assert.Equal(since, await Database.ScalarAsync<DateTime>("SELECT held_since FROM lane"));
    }

    [Fact]
    public async Task What_a_change_sends_edits_and_deletes_are_parts_of_the_original()
    {
        Provider.Parts = message => message.Number == 1 ? 2 : 1;
        Provider.Answer = message => Task.FromResult<SendOutcome>(message.Number switch
        {
            1 => new SendOutcome.Delivered($"id-{message.PartsDone}") { Shown = new(message.PartsDone, $"old-{message.PartsDone}") },
            2 => new SendOutcome.Delivered("id-0") { Shown = new(0, "new-0") },
            3 => new SendOutcome.Delivered("id-2") { Shown = new(2, "new-2") },
            _ => new SendOutcome.Delivered(null) { Gone = "id-1" },
        });
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'");
        for (var number = 2; number <= 4; number++)
        {
            await StoreAsync(instance, Change(number, "{}"));
            await Database.UntilAsync($"SELECT count(*) = {number} FROM delivery WHERE state = 'delivered'");
        }

        var shown = await instance.Get<IShownMessages>().FindAsync(Id("lane", 1), CancellationToken.None);
        Assert.Equal([new ShownPart("id-0", 0, "new-0"), new ShownPart("id-2", 2, "new-2")], shown.Parts);
        Assert.Equal((2, true), (shown.Message!.PartsDone, shown.MayHaveArrived));
    }

    [Fact]
    public async Task A_part_that_cannot_be_edited_stays_for_a_deletion_and_the_change_has_another_turn()
    {
        Provider.Answer = message => Task.FromResult<SendOutcome>(
            message.Number == 1 ? new SendOutcome.Delivered("id-0") { Shown = new(0, "old") }
            : Provider.Calls.Count == 2 ? new SendOutcome.Unchangeable("id-0")
            : new SendOutcome.Delivered("id-9") { Shown = new(0, "new") });
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Change(2, "{}", previous: 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered'");

        var shown = await instance.Get<IShownMessages>().FindAsync(Id("lane", 1), CancellationToken.None);
        Assert.Equal([new ShownPart("id-0", ShownPart.Left, Content: null), new ShownPart("id-9", 0, "new")], shown.Parts);
    }

    [Fact]
    public async Task An_idempotent_call_without_an_answer_is_repeated_without_a_mark_or_a_count()
    {
        Provider.Resolve = message => new(new Recipient.Known(message.Lane, null) { MayRepeat = true });
        Provider.Answer = message => Task.FromResult<SendOutcome>(Provider.Calls.Count < 4 ? new SendOutcome.Unanswered() : new SendOutcome.Delivered(null));
        await StoreAsync(await Compose().StartAsync(), Change(1, "{}"));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'");

        Assert.True(await Database.ScalarAsync<bool>("SELECT NOT maybe_duplicate AND unanswered = 0 AND uncertain_since IS NULL FROM delivery"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_deletes_a_message_knows_that_a_call_for_it_or_for_a_change_of_it_had_no_answer(int unanswered)
    {
        Provider.Answer = message => Task.FromResult<SendOutcome>(
            message.Number == unanswered && !message.MaybeDuplicate
                ? new SendOutcome.ServerError(500)
                : new SendOutcome.Delivered($"id-{message.Number}") { Shown = new((int)message.Number - 1, "text") });
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Change(2, "{}", previous: 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered'");

        var shown = await instance.Get<IShownMessages>().FindAsync(Id("lane", 1), CancellationToken.None);
        Assert.Equal((2, unanswered > 0), (shown.Parts.Count, shown.MayHaveCopies));
    }

    [Fact]
    public async Task What_a_chat_shows_is_looked_up_after_the_outcome_of_the_original_is_committed()
    {
        var call = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var instance = Compose();
        var found = new List<int>();
        Provider.Resolve = message => message.Number == 1 ? new(new Recipient.Known(message.Lane, null)) : new(FindAsync());
        Provider.Answer = _ => call.Task;
        await instance.StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await UntilAsync(() => Provider.Calls.Count == 1, "the call");
        await StoreAsync(instance, Change(2, "{}", previous: 1));
        call.SetResult(new SendOutcome.Delivered("id-0") { Shown = new(0, "old") });
        await Database.UntilAsync("SELECT state = 'closed' FROM delivery WHERE number = 2");

        Assert.Equal([1], found);

        async Task<Recipient> FindAsync()
        {
            found.Add((await instance.Get<IShownMessages>().FindAsync(Id("lane", 1), CancellationToken.None)).Parts.Count);
            return new Recipient.Needless();
        }
    }

    [Fact]
    public async Task Of_a_message_that_is_not_known_nothing_is_shown_and_it_may_have_arrived()
    {
        var shown = await Compose().Get<IShownMessages>().FindAsync(Guid.NewGuid(), CancellationToken.None);

        Assert.Equal((null, 0, true), (shown.Message, shown.Parts.Count, shown.MayHaveArrived));
    }

    private static Arrival Change(long number, string body, long previous = 0) =>
        Arrival("lane", number, previous, body) with { Original = Id("lane", 1) };
}

using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Whose fault it is: who is paused, who waits alone, and what continues meanwhile.</summary>
public sealed class PausingTests : DeliveryTest
{
    [Fact]
    [Trait("Fault", "F29")]
    public async Task A_provider_that_answers_nobody_is_paused_fails_nothing_and_is_asked_before_anything_uncertain_is_repeated()
    {
        var (away, asked) = (true, 0);
        Provider.Answer = message => away ? Task.FromResult<SendOutcome>(new SendOutcome.Unanswered()) : InMemoryProvider.Accept(message);
        Provider.State = () =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(away ? ProviderState.Away : ProviderState.Well);
        };
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 4).SelectMany(lane => new[] { Arrival($"lane-{lane}", 1), Arrival($"lane-{lane}", 2, 1) })]);
        await Database.UntilAsync("SELECT probes >= 3 FROM provider");
        Assert.Equal(4, Provider.Calls.Count); // all are uncertain now: only the harmless call probes
        Assert.True(asked > 1);
        away = false;

        await Database.UntilAsync("SELECT count(*) = 8 FROM delivery WHERE state = 'delivered'");
        Assert.Equal(4, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE maybe_duplicate AND number = 1"));
        Assert.All(Enumerable.Range(0, 4), lane => Assert.Equal([1, 1, 2], Provider.Numbers($"lane-{lane}")));
    }

    [Fact]
    [Trait("Fault", "F29")]
    public async Task Sends_that_hang_while_the_harmless_call_is_answered_fail_nothing_before_a_message_is_answered()
    {
        var hangs = true;
        Provider.Answer = message => hangs ? Task.FromResult<SendOutcome>(new SendOutcome.Unanswered()) : InMemoryProvider.Accept(message);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 6).Select(lane => Arrival($"lane-{lane}", 1))]);
        await Database.UntilAsync("SELECT probes >= 3 FROM provider");
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE state = 'failed'"));
        hangs = false;

        await Database.UntilAsync("SELECT bool_and(done_at IS NOT NULL) FROM delivery");
        Assert.True(Provider.Calls.GroupBy(call => call.Lane).All(lane => lane.Count() <= 3));
        Assert.True(await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE state = 'delivered'") >= 2);
    }

    [Fact]
    [Trait("Fault", "F30")]
    public async Task One_lane_that_the_provider_never_takes_pauses_nobody()
    {
        Provider.Answer = message => message.Lane == "sick" ? Task.FromResult<SendOutcome>(new SendOutcome.NotNow("503")) : InMemoryProvider.Accept(message);
        await WatchPausesAsync();
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("sick", 1));
        await Database.UntilAsync("SELECT refused >= 2 FROM delivery WHERE lane = 'sick'");
        await StoreAsync(instance, [.. Enumerable.Range(1, 10).Select(number => Arrival("well", number, number - 1))]);

        await Database.UntilAsync("SELECT count(*) = 10 FROM delivery WHERE state = 'delivered'");
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM pauses"));
        Assert.Equal("pending", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE lane = 'sick' AND NOT maybe_duplicate"));
    }

    [Fact]
    [Trait("Fault", "F31")]
    public async Task In_a_quiet_relay_a_refused_message_fails_alone_and_the_account_is_not_accused()
    {
        Provider.Answer = message => message.Lane == "sick" ? Task.FromResult<SendOutcome>(new SendOutcome.Rejected(422)) : InMemoryProvider.Accept(message);
        await WatchPausesAsync();
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("sick", 1));

        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("sick", 1), Reasons.Refused)), "the refusal told");
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM pauses"));
    }

    [Fact]
    [Trait("Fault", "F31")]
    public async Task A_fresh_head_of_another_lane_probes_a_refused_account_at_once()
    {
        Provider.Answer = message => message.Lane == "sick"
            ? Task.FromResult<SendOutcome>(new SendOutcome.Rejected(404, MayConcernAll: true))
            : InMemoryProvider.Accept(message);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("sick", 1));
        await Database.UntilAsync("SELECT account FROM provider WHERE paused_until IS NOT NULL");
        await Database.ExecuteAsync(
            "UPDATE provider SET paused_until = now() + interval '5 min', probes = 1, probing_until = NULL WHERE paused_until IS NOT NULL");

        await StoreAsync(instance, Arrival("well", 1));
        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery WHERE lane = 'well'");
        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("sick", 1), Reasons.Refused)), "it was the message's own");
    }

    [Fact]
    [Trait("Fault", "F36")]
    public async Task What_needs_no_call_goes_on_while_the_provider_is_paused()
    {
        Provider.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.NothingSent("401", Account: true));
        Provider.Resolve = message => new(message.Lane switch
        {
            "stranger" or "old" => new Recipient.Held(Reasons.NotLinked),
            "needless" => new Recipient.Needless(),
            _ => new Recipient.Known(message.Lane, null),
        });
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 5).Select(lane => Arrival($"lane-{lane}", 1))]);
        await Database.UntilAsync("SELECT account AND probes >= 3 FROM provider WHERE paused_until IS NOT NULL");
        await Database.ExecuteAsync("UPDATE provider SET paused_until = now() + interval '5 min'");

        await StoreAsync(instance, Arrival("stranger", 1), Arrival("needless", 1), Arrival("gap", 3, 2));
        await UntilAsync(() => Bus.All<Held>().Any(held => held.Id == Id("stranger", 1)), "the question for the contact");
        await Database.UntilAsync("SELECT state = 'closed' FROM delivery WHERE lane = 'needless'");
        await Database.UntilAsync("SELECT gap_since IS NOT NULL FROM lane WHERE key = 'gap'");
        Assert.True(await Database.ScalarAsync<bool>("SELECT paused_until IS NOT NULL FROM provider"));
        Assert.Equal(5, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE lane LIKE 'lane-%' AND state = 'pending'"));
    }

    [Fact]
    public async Task Lookups_that_the_directory_does_not_answer_leave_room_for_whoever_needs_none()
    {
        var never = new TaskCompletionSource<Recipient>();
        Provider.Resolve = message => message.Lane.StartsWith("known", StringComparison.Ordinal)
            ? new(new Recipient.Known(message.Lane, null))
            : new(never.Task);
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose(new DeliveryOptions { Concurrency = 2 }).StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 30).Select(lane => Arrival($"unknown-{lane}", 1))]);
        await StoreAsync(instance, Arrival("known", 1), Arrival("known", 2, 1));

        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered'");
        never.SetResult(new Recipient.Known("+7", null));
        await Database.UntilAsync("SELECT count(*) = 32 FROM delivery WHERE state = 'delivered'");
    }
}

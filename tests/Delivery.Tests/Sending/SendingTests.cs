using Relay.Contracts;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Sending;

public sealed class SendingTests : DeliveryTest
{
    [Fact]
    public async Task Each_lane_is_delivered_in_order_with_one_call_in_flight_over_two_instances()
    {
        const int Lanes = 20, Each = 10;
        Provider.Answer = InMemoryProvider.Accept;
        var (one, two) = (await Compose().StartAsync(), await Compose().StartAsync());
        var arrivals = from number in Enumerable.Range(1, Each) from lane in Enumerable.Range(0, Lanes) select Arrival($"lane-{lane}", number, number - 1);
        var shuffled = arrivals.OrderBy(arrival => MessageIds.Of($"shuffle {arrival.MessageId}")).ToList();
        await Task.WhenAll(StoreAsync(one, [.. shuffled.Take(100)]), StoreAsync(two, [.. shuffled.Skip(100)]));

        await Database.UntilAsync($"SELECT count(*) = {Lanes * Each} FROM delivery WHERE state = 'delivered'");

        Assert.Equal(Lanes * Each, Provider.Calls.Count);
        Assert.All(Enumerable.Range(0, Lanes), lane => Assert.Equal(Enumerable.Range(1, Each).Select(n => (long)n), Provider.Numbers($"lane-{lane}")));
        Assert.Equal(Lanes * Each, await Database.ScalarAsync<long>("SELECT count(*) FROM sent_id"));
        await Database.UntilAsync("SELECT bool_and(owner IS NULL AND due_at IS NULL) FROM lane");
    }

    [Fact]
    public async Task A_gap_waits_asks_the_origin_alone_and_goes_on_when_it_closes()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Arrival("lane", 3, previous: 2));
        await Database.UntilAsync("SELECT gap_since IS NOT NULL FROM lane");
        await Database.ExecuteAsync("UPDATE lane SET gap_since = gap_since - interval '5 s', due_at = now()");

        await UntilAsync(() => !Bus.Sent.IsEmpty, "the question");
        var (endpoint, message) = Assert.Single(Bus.Sent);
        Assert.Equal("peer-gateway-messages-missing", endpoint);
        var missing = Assert.IsType<MessagesMissing>(message);
        Assert.Equal(("lane", 1, 3), (missing.Lane, missing.From, missing.To));
        Assert.Equal([new HeldMessage { MessageId = Id("lane", 3), Number = 3 }], missing.Held);
        Assert.Equal([1], Provider.Numbers("lane"));

        await StoreAsync(instance, Arrival("lane", 2, previous: 1));
        await UntilAsync(() => Provider.Calls.Count == 3, "all of the lane");
        Assert.Equal([1, 2, 3], Provider.Numbers("lane"));
    }

    [Fact]
    public async Task What_the_origin_knows_to_be_settled_is_closed_and_what_it_forgot_goes_when_it_says()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 3, previous: 2), Arrival("lane", 5, previous: 4));
        await instance.Get<Inbox>().CloseAsync(
            new LaneSettled { Lane = "lane", Settled = [Id("lane", 3)], Unknown = [new UnknownMessage { MessageId = Id("lane", 5), Previous = 0 }] },
            CancellationToken.None);

        await Database.UntilAsync($"SELECT state = 'delivered' FROM delivery WHERE number = 5");
        Assert.Equal("closed", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE number = 3"));
        Assert.Equal([5], Provider.Numbers("lane"));
    }

    [Fact]
    public async Task What_its_restored_origin_numbered_anew_waits_by_its_new_number_alone()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = Compose();
        await StoreAsync(instance, Arrival("lane", 3, previous: 2));
        Arrival again = Arrival("lane", 3) with { Number = 12, Previous = 11 }, before = Arrival("lane", 2) with { Number = 11 };
        await StoreAsync(instance, again);
        await StoreAsync(instance, before);
        await instance.StartAsync();

        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered'");
        Assert.Equal([11, 12], Provider.Numbers("lane"));
    }

    [Fact]
    public async Task A_held_lane_is_told_once_goes_on_at_its_release_and_expires_after_seven_days()
    {
        var linked = false;
        Provider.Resolve = _ => new(linked ? new Recipient.Known("+7", null) : new Recipient.Held(Reasons.NotLinked));
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Arrival("lane", 2, 1), Arrival("old", 1));
        await UntilAsync(() => Bus.All<Held>().Count == 2, "both holds told");

        await Database.ExecuteAsync(
            "UPDATE delivery SET received_at = received_at - interval '8 days' WHERE lane = 'old'; UPDATE lane SET due_at = now() WHERE key = 'old'");
        await Database.ExecuteAsync("UPDATE lane SET due_at = now() WHERE key = 'lane'");
        await Database.UntilAsync("SELECT held_looks = 1 FROM lane WHERE key = 'lane'");
        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("old", 1), Reasons.Expired)), "expired");
        Assert.Equal(2, Bus.All<Held>().Count);

        linked = true;
        await instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.NotLinked, CancellationToken.None);
        await UntilAsync(() => Provider.Calls.Count == 2, "released");
        Assert.Equal([1, 2], Provider.Numbers("lane"));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_probed_until_it_answers_and_no_message_counts_it()
    {
        var away = true;
        Provider.Answer = message => away ? Task.FromResult<SendOutcome>(new SendOutcome.NothingSent("no_connection")) : InMemoryProvider.Accept(message);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, [.. Enumerable.Range(0, 12).Select(lane => Arrival($"lane-{lane}", 1))]);
        await Database.UntilAsync("SELECT probes BETWEEN 2 AND 3 FROM provider");
        away = false;

        await Database.UntilAsync("SELECT count(*) = 12 FROM delivery WHERE state = 'delivered'");
        Assert.Null(await Database.ScalarAsync<string>("SELECT why FROM provider"));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE unanswered > 0 OR refused > 0 OR maybe_duplicate"));
    }

    [Fact]
    public async Task One_lane_that_backs_off_leaves_the_others_alone_and_its_next_attempt_is_marked()
    {
        Provider.Answer = message => message is { Lane: "bad", Number: 1, MaybeDuplicate: false }
            ? Task.FromResult<SendOutcome>(new SendOutcome.ServerError(500))
            : InMemoryProvider.Accept(message);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("bad", 1), Arrival("bad", 2, 1), Arrival("good", 1));

        await Database.UntilAsync("SELECT count(*) = 3 FROM delivery WHERE state = 'delivered'");
        Assert.Equal([1, 1, 2], Provider.Numbers("bad"));
        Assert.Equal([Id("bad", 1)], await Database.ColumnAsync<Guid>("SELECT message_id FROM delivery WHERE maybe_duplicate"));
        await UntilAsync(() => Bus.All<Delivered>().SelectMany(batch => batch.Duplicates).Contains(Id("bad", 1)), "the duplicate announced");
    }

    [Fact]
    public async Task Work_is_tried_until_it_is_done_in_its_lanes_order_and_calls_nobody()
    {
        var instance = Compose();
        var errand = instance.Get<Errand>();
        errand.Do = message => Task.FromResult(message.Number > 1 || errand.Tried.Count > 1);
        await instance.Get<IInbox>().StoreAsync([Errand(1), Errand(2)], CancellationToken.None);
        await instance.StartAsync();
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'closed'");

        Assert.Equal([1, 1, 2], errand.Tried);
        Assert.Empty(Provider.Calls);

        static LocalMessage Errand(int n) =>
            new() { MessageId = Id("errand", n), Lane = "errand:1", Party = "1", Type = InMemory.Errand.TypeName, Body = "{}" };
    }

    [Fact]
    public async Task A_split_message_resumes_at_the_first_part_not_done()
    {
        var stumbled = false;
        Provider.Parts = _ => 3;
        Provider.Answer = message =>
        {
            if (message.PartsDone == 1 && !stumbled)
            {
                stumbled = true;
                return Task.FromResult<SendOutcome>(new SendOutcome.Unanswered());
            }

            return Task.FromResult<SendOutcome>(new SendOutcome.Delivered($"part-{message.PartsDone}"));
        };
        await StoreAsync(await Compose().StartAsync(), Arrival("lane", 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'");

        Assert.Equal([0, 1, 1, 2], Provider.Calls.Select(call => call.PartsDone));
        Assert.Equal(3, await Database.ScalarAsync<long>("SELECT count(*) FROM sent_id"));
    }

    [Fact]
    public async Task The_moment_of_the_first_attempt_is_kept_and_the_same_for_every_later_attempt_part_and_echo()
    {
        Provider.Parts = _ => 2;
        Provider.Answer = message => Task.FromResult<SendOutcome>(message switch
        {
            { PartsDone: 0, MaybeDuplicate: false } => new SendOutcome.ServerError(500),
            { PartsDone: 1, MaybeDuplicate: true } when Provider.Calls.Count == 3 => new SendOutcome.Unanswered(),
            _ => new SendOutcome.Delivered($"part-{message.PartsDone}"),
        });
        var instance = await Compose().StartAsync();
        var before = new DateTimeOffset(await Database.ScalarAsync<DateTime>("SELECT now()"));
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'");

        var kept = new DateTimeOffset(await Database.ScalarAsync<DateTime>("SELECT first_attempt_at FROM delivery"));
        Assert.True(kept > before);
        Assert.Equal(Enumerable.Repeat<DateTimeOffset?>(kept, 4), Provider.Calls.Select(call => call.FirstAttemptAt));
        Assert.True(await Database.ScalarAsync<bool>("SELECT attempted_at > first_attempt_at FROM delivery"));
        Assert.Equal(
            kept,
            Assert.Single(
                await instance.Get<ISentMessages>().SentToAsync("lane", TimeProvider.System.GetUtcNow(), CancellationToken.None)).Message.FirstAttemptAt);
    }

    [Fact]
    public async Task What_an_older_version_attempted_first_gets_no_moment_of_a_first_attempt()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = Compose();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.ExecuteAsync("UPDATE delivery SET attempt = 1");
        await instance.StartAsync();

        await UntilAsync(() => !Provider.Calls.IsEmpty, "the second attempt");
        Assert.Null(Assert.Single(Provider.Calls).FirstAttemptAt);
    }

    [Theory]
    [InlineData(UncertainPolicy.AtLeastOnce, 2)]
    [InlineData(UncertainPolicy.AtMostOnce, 1)]
    public async Task What_is_never_answered_fails_by_policy_and_the_next_goes_on(UncertainPolicy policy, int attempts)
    {
        Provider.Answer = message => message.Number == 1 ? Task.FromResult<SendOutcome>(new SendOutcome.Unanswered()) : InMemoryProvider.Accept(message);
        var instance = await Compose(new DeliveryOptions { Uncertain = policy }).StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Arrival("lane", 2, 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE done_at IS NOT NULL");

        Assert.Equal(attempts, Provider.Numbers("lane").Count(number => number == 1));
        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("lane", 1), Reasons.OutcomeUnknown)), "the failure told");
    }

    [Fact]
    public async Task Refusals_are_no_attempts_without_an_answer_and_after_two_of_those_there_is_no_third()
    {
        var answers = new Queue<SendOutcome>(
        [
            new SendOutcome.RateLimited(TimeSpan.Zero), new SendOutcome.Unanswered(), new SendOutcome.RateLimited(TimeSpan.Zero), new SendOutcome.NotNow("503"),
            new SendOutcome.Unanswered(), new SendOutcome.Delivered("a third copy"),
        ]);
        Provider.Answer = message => message.Number == 1 ? Task.FromResult(answers.Dequeue()) : InMemoryProvider.Accept(message);
        await StoreAsync(await Compose().StartAsync(), Arrival("lane", 1), Arrival("lane", 2, 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE done_at IS NOT NULL");

        Assert.Single(answers);
        await UntilAsync(() => Bus.All<Failed>().Contains(new Failed(Id("lane", 1), Reasons.OutcomeUnknown)), "the failure told");
    }

    [Fact]
    public async Task Buckets_are_never_exceeded_by_two_instances()
    {
        var rate = new ProviderRate(Total: 10, PerRecipient: 5, Burst: 2);
        Provider.Answer = InMemoryProvider.Accept;
        var (one, two) = (await Compose(rate: rate).StartAsync(), await Compose(rate: rate).StartAsync());
        await StoreAsync(one, [.. Enumerable.Range(0, 10).SelectMany(lane => Enumerable.Range(1, 3).Select(n => Arrival($"lane-{lane}", n, n - 1)))]);
        await Database.UntilAsync("SELECT count(*) = 30 FROM delivery WHERE state = 'delivered'");

        // The database's times of intents: independent of the machine's speed.
        var excess = await Database.ScalarAsync<bool>(
            """
            SELECT bool_or(later.n > 2 + 10 * extract(epoch FROM later.until - later.since) + 1)
            FROM (SELECT a.attempted_at AS since, b.attempted_at AS until,
                         (SELECT count(*) FROM delivery c WHERE c.attempted_at BETWEEN a.attempted_at AND b.attempted_at) AS n
                  FROM delivery a JOIN delivery b ON b.attempted_at >= a.attempted_at) later
            """);
        Assert.False(excess);
        Assert.Equal(30, Provider.Calls.Count);
        Assert.NotNull(two);
    }

    [Fact]
    public async Task A_bucket_that_was_filled_ahead_of_a_clock_that_was_set_back_does_not_stay_empty()
    {
        await Database.ExecuteAsync("INSERT INTO bucket (key, tokens, refilled_at) VALUES ('all', 0, now() + interval '10 min')");
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose(rate: new ProviderRate(Total: 10, PerRecipient: 5, Burst: 2)).StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE state = 'delivered'");
    }

    [Fact]
    public async Task Stopping_writes_what_is_in_flight_and_leaves_the_rest_for_others()
    {
        var gate = new TaskCompletionSource();
        Provider.Answer = async message =>
        {
            await gate.Task;
            return await InMemoryProvider.Accept(message);
        };
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1), Arrival("lane", 2, 1));
        await UntilAsync(() => Provider.Calls.Count == 1, "the call");
        var stopping = instance.StopAsync();
        gate.SetResult();
        await stopping;

        Assert.Equal(["delivered", "pending"], await Database.ColumnAsync<string>("SELECT state FROM delivery ORDER BY number"));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM instance"));
        Assert.True(await Database.ScalarAsync<bool>("SELECT owner IS NULL AND due_at <= now() FROM lane"));
    }
}

using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Single rounds, for cases in which the order of commits matters.</summary>
public sealed class RoundTests : DeliveryTest
{
    [Fact]
    public async Task A_commit_whose_answer_was_lost_leaves_nothing_stuck_and_nothing_uncertain()
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1), Arrival("lane", 2, previous: 1));
        var first = Assert.Single((await round.CommitAsync(Order(me), CancellationToken.None)).Intents);
        var outcome = Delivered(first);
        var lost = await round.CommitAsync(Order(me, outcome), CancellationToken.None);
        Assert.Equal(2, Assert.Single(lost.Intents).Head.Message.Number); // committed, but the answer never came: no call is made

        var again = await round.CommitAsync(Order(me, outcome) with { InHand = [] }, CancellationToken.None);

        var second = Assert.Single(again.Intents);
        Assert.Equal((2, 1, false), (second.Head.Message.Number, second.Head.Attempt, second.Head.Message.MaybeDuplicate));
        Assert.Equal(["delivered", "sending"], await Database.ColumnAsync<string>("SELECT state FROM delivery ORDER BY number"));
        await round.CommitAsync(Order(me, Delivered(second)), CancellationToken.None);
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered' AND NOT maybe_duplicate");
    }

    [Fact]
    public async Task What_runs_stays_in_hand_after_a_lost_answer()
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1));
        await round.CommitAsync(Order(me), CancellationToken.None);
        var again = await round.CommitAsync(Order(me) with { InHand = ["lane"] }, CancellationToken.None);
        Assert.Empty(again.Intents);
        Assert.Equal("sending", await Database.ScalarAsync<string>("SELECT state FROM delivery"));
    }

    [Fact]
    public async Task The_late_outcome_of_a_buried_instance_settles_its_own_attempt()
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1));
        var intent = Assert.Single((await round.CommitAsync(Order(me), CancellationToken.None)).Intents);
        await BuryAsync(me);
        Assert.Equal(
            ("pending", 1),
            (await Database.ScalarAsync<string>("SELECT state FROM delivery"), await Database.ScalarAsync<int>("SELECT unanswered FROM delivery")));
        Assert.True((await round.CommitAsync(Order(me, Delivered(intent)), CancellationToken.None)).IsBuried);

        var risen = await RegisterAsync();
        Assert.Empty((await round.CommitAsync(Order(risen, Delivered(intent)), CancellationToken.None)).Intents);
        Assert.Equal("delivered", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE NOT maybe_duplicate"));
    }

    [Fact]
    public async Task After_a_death_the_provider_is_asked_before_anybody_is_called()
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1));
        await round.CommitAsync(Order(me), CancellationToken.None);
        await BuryAsync(me);
        var other = await RegisterAsync();
        await StoreAsync(Instances[0], Arrival("fresh", 1));

        var asks = await round.CommitAsync(Order(other), CancellationToken.None);
        Assert.Equal((0, true), (asks.Intents.Count, asks.IsAsked));
        var failed = await round.CommitAsync(
            Order(other) with { ProbeFailed = true, ProbeEnded = true, CallFailed = PauseRequest.OfCall(ProviderState.Away) }, CancellationToken.None);
        Assert.Equal((0, true), (failed.Intents.Count, failed.IsPaused));
        var goesOn = await round.CommitAsync(Order(other) with { ProviderAnswered = true }, CancellationToken.None);
        Assert.Equal(["fresh", "lane"], goesOn.Intents.Select(intent => intent.Head.Message.Lane).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_late_outcome_of_a_superseded_attempt_only_marks()
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1));
        var first = Assert.Single((await round.CommitAsync(Order(me), CancellationToken.None)).Intents);
        await BuryAsync(me);
        var other = await RegisterAsync();
        var second = Assert.Single((await round.CommitAsync(Order(other) with { ProviderAnswered = true }, CancellationToken.None)).Intents);
        Assert.Equal((1, true), (second.Head.Attempt, second.Head.Message.MaybeDuplicate));

        await round.CommitAsync(Order(other, Delivered(first, "first")), CancellationToken.None);
        Assert.Equal("sending", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE attempt = 2 AND maybe_duplicate"));
        Assert.Equal(other, await Database.ScalarAsync<long>("SELECT owner FROM lane"));
        await round.CommitAsync(Order(other, Delivered(second, "second")), CancellationToken.None);
        Assert.Equal(["first", "second"], await Database.ColumnAsync<string>("SELECT provider_message_id FROM sent_id ORDER BY 1"));
    }

    [Fact]
    public async Task Two_instances_do_not_probe_at_once()
    {
        var (round, me) = await BeginAsync(Arrival("a", 1), Arrival("b", 1));
        var other = await RegisterAsync();
        await Database.ExecuteAsync("UPDATE provider SET paused_until = now(), paused_since = now(), why = 'test', probes = 1");
        var results = await Task.WhenAll(round.CommitAsync(Order(me), CancellationToken.None), round.CommitAsync(Order(other), CancellationToken.None));

        var probes = results.SelectMany(result => result.Intents).ToList();
        Assert.All(probes, probe => Assert.True(probe.IsProbe));
        Assert.Equal(1, probes.Count + results.Count(result => result.IsAsked)); // the one without a lane makes the harmless call
        await Database.UntilAsync($"SELECT count(*) = {2 - probes.Count} FROM lane WHERE owner IS NULL AND due_at IS NOT NULL");
    }

    /// <summary>One ends the pause and takes a token, the other takes a token and probes: both need the provider's row and a bucket's.</summary>
    [Fact]
    public async Task Two_rounds_that_need_the_pause_and_a_token_at_once_do_not_wait_for_each_other()
    {
        await Database.ExecuteAsync(
            $"ALTER DATABASE \"{new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database}\" SET deadlock_timeout = '10ms'");
        var (round, me) = await BeginAsync(rate: new ProviderRate(1000, 1000, 10), Arrival("a", 1), Arrival("b", 1));
        var first = Assert.Single((await round.CommitAsync(Order(me) with { Room = 1 }, CancellationToken.None)).Intents);
        var other = await RegisterAsync();
        await Database.ExecuteAsync("UPDATE provider SET paused_until = now(), paused_since = now(), why = 'test', probes = 1");
        await StoreAsync(Instances[0], Arrival(first.Head.Message.Lane, 2, previous: 1));
        await using var holder = await Database.Source.OpenConnectionAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT 1 FROM bucket WHERE key = 'all' FOR UPDATE", holder);
        await command.ExecuteNonQueryAsync();

        var probes = round.CommitAsync(Order(other), CancellationToken.None);
        await Database.UntilAsync(Waiters(1));
        var ends = round.CommitAsync(Order(me, Delivered(first)) with { ProviderAnswered = true }, CancellationToken.None);
        await Database.UntilAsync(Waiters(2));
        await hold.RollbackAsync();

        await Task.WhenAll(probes, ends);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task Only_a_probes_failure_makes_a_pause_longer()
    {
        var (round, me) = await BeginAsync(Arrival("a", 1), Arrival("b", 1));
        var intents = (await round.CommitAsync(Order(me), CancellationToken.None)).Intents;
        foreach (var intent in intents)
        {
            var away = new Verdict(Conclusion.Waits(Intended(intent), TimeSpan.Zero, "away"), new PauseRequest("away", Account: false));
            await round.CommitAsync(Order(me, away) with { Free = 0 }, CancellationToken.None);
        }

        Assert.Equal(1, await Database.ScalarAsync<int>("SELECT probes FROM provider"));
    }

    [Theory, Trait("Fault", "F35")]
    [InlineData("unanswered")]
    [InlineData("failed")]
    [InlineData("buried")]
    public async Task A_sign_of_arrival_during_the_second_call_counts_however_that_ends(string end)
    {
        var (round, me) = await BeginAsync(Arrival("lane", 1), Arrival("lane", 2, previous: 1));
        var instance = Instances[0];
        var first = Assert.Single((await round.CommitAsync(Order(me), CancellationToken.None)).Intents);
        var second = Assert.Single((await round.CommitAsync(Order(me, Unanswered(first)), CancellationToken.None)).Intents);
        await instance.Get<ISentMessages>().ConfirmArrivalAsync(first.Head.Message.MessageId, ["seen"], CancellationToken.None);
        if (end == "buried")
        {
            await BuryAsync(me);
        }
        else
        {
            await round.CommitAsync(
                Order(me, end == "failed" ? new Verdict(Conclusion.Failed(Intended(second), "refused")) : Unanswered(second)) with { Free = 0 },
                CancellationToken.None);
        }

        Assert.Equal("delivered", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE number = 1 AND announce_at <= now()"));
        var next = Assert.Single((await round.CommitAsync(Order(await RegisterAsync()), CancellationToken.None)).Intents);
        Assert.Equal(2, next.Head.Message.Number);
    }

    private static Verdict Unanswered(Intent intent) =>
        new(Conclusion.Waits(Intended(intent), TimeSpan.Zero, "unanswered") with { Unanswered = intent.Head.Unanswered + 1, BecameUncertain = true });

    private static LaneHead Intended(Intent intent) => intent.Head with { Attempt = intent.Head.Attempt + 1 };

    private static Verdict Delivered(Intent intent, string? id = null) => new(Conclusion.Delivered(Intended(intent), id is null ? [] : [id]));

    private static RoundInput Order(long me, params Verdict[] verdicts) => new(
        me, verdicts, ProbeFailed: false, ProviderAnswered: false, Free: 10, LookedUp: [], InHand: null, head => new Recipient.Known(head.Message.Lane, null));

    private static string Waiters(int count) =>
        $"SELECT count(DISTINCT pid) >= {count} FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0";

    private Task<(Round Round, long Me)> BeginAsync(params Arrival[] arrivals) => BeginAsync(ProviderRate.Off, arrivals);

    private async Task<(Round Round, long Me)> BeginAsync(ProviderRate rate, params Arrival[] arrivals)
    {
        var instance = await Compose(rate: rate).StartAsync("DatabaseIdentity");
        await Database.UntilAsync("SELECT count(*) = 1 FROM provider");
        await StoreAsync(instance, arrivals);
        return (instance.Get<Round>(), await RegisterAsync());
    }

    private async Task<long> RegisterAsync() => (await Database.Source.ReadAsync(InstanceStatements.Register(), CancellationToken.None))[0];

    private async Task BuryAsync(long id)
    {
        await Database.Source.RunAsync(InstanceStatements.Bury(id, onlyAtBeat: null), CancellationToken.None);
        await Database.Source.RunAsync(InstanceStatements.FreeLanes([id], TimeSpan.Zero), CancellationToken.None);
    }
}

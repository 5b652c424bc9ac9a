using Relay.Contracts;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Tests.InMemory;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.Delivery.Tests.Counting;

public sealed class CountingTests : DeliveryTest
{
    [Fact]
    public async Task Accepted_is_what_is_new_and_takes_a_number()
    {
        var instance = Compose();
        using var counts = new Counts(instance);
        Intake[] batch = [Intake(1), Intake(2), Intake(3) with { Publish = null, Lane = null, Party = null }];
        await instance.Get<IAcceptance>().AcceptAsync(batch, alongside: null, CancellationToken.None);
        await instance.Get<IAcceptance>().AcceptAsync(batch, alongside: null, CancellationToken.None);

        Assert.Equal(2, counts.Of("accepted"));
    }

    [Fact]
    public async Task A_hold_counts_once_and_what_it_held_counts_as_delivered_with_its_time()
    {
        var linked = false;
        Provider.Resolve = _ => new(linked ? new Recipient.Known("+7", null) : new Recipient.Held(Reasons.NotLinked));
        Provider.Answer = InMemoryProvider.Accept;
        var instance = Compose();
        using var counts = new Counts(instance);
        await instance.StartAsync();
        await StoreAsync(instance, Arrival("lane", 1, body: """{"text":"\"acceptedAt\":\"1970-01-01T00:00:00Z\"","acceptedAt":"2026-01-01T00:00:00+00:00"}"""));
        await Database.UntilAsync("SELECT held_reason IS NOT NULL FROM lane");
        await Database.ExecuteAsync("UPDATE lane SET due_at = now()");
        await Database.UntilAsync("SELECT held_looks = 1 FROM lane");
        await UntilAsync(() => counts.Of("held not_linked false") == 1, "the hold");

        linked = true;
        await instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.NotLinked, CancellationToken.None);
        await UntilAsync(() => counts.Of("delivered false") == 1, "the delivery");
        Assert.Equal((1, 0), (counts.Of("held not_linked false"), counts.Of("maybe_duplicate false")));
        var expected = (TimeProvider.System.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        Assert.InRange(Assert.Single(counts.Durations), expected - 60, expected);
    }

    [Fact]
    public async Task A_death_in_a_call_counts_as_uncertain_and_its_repeat_as_marked()
    {
        var never = new TaskCompletionSource();
        Provider.Answer = async message =>
        {
            if (!message.MaybeDuplicate)
            {
                await never.Task;
            }

            return new SendOutcome.Delivered(null);
        };
        var dying = await Compose().StartAsync();
        await StoreAsync(dying, Arrival("lane", 1));
        await UntilAsync(() => Provider.Calls.Count == 1, "the call");
        var heir = Compose();
        using var counts = new Counts(heir);
        await dying.KillAsync();
        Provider.Forget("lane");
        await heir.StartAsync();

        await UntilAsync(() => counts.Of("delivered false") == 1, "the repeat");
        Assert.Equal((1, 1), (counts.Of("uncertain false"), counts.Of("maybe_duplicate false")));
        never.SetResult();
    }

    [Fact]
    public async Task What_shows_to_have_arrived_counts_as_delivered_once()
    {
        Provider.ArrivalShowsWithin = TimeSpan.FromHours(1);
        Provider.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Unanswered());
        var instance = Compose();
        using var counts = new Counts(instance);
        await instance.StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await UntilAsync(() => counts.Of("uncertain false") == 1, "the doubt");

        await instance.Get<ISentMessages>().ConfirmArrivalAsync(Id("lane", 1), ["seen"], CancellationToken.None);
        await instance.Get<ISentMessages>().ConfirmArrivalAsync(Id("lane", 1), ["seen"], CancellationToken.None);
        Assert.Equal((1, 0), (counts.Of("delivered false"), counts.Of("maybe_duplicate false")));
        Assert.Equal("delivered", await Database.ScalarAsync<string>("SELECT state FROM delivery"));
    }

    [Fact]
    public async Task What_stands_behind_a_held_message_is_held_and_what_the_owner_is_told_is_no_message()
    {
        var instance = Compose();
        await StoreAsync(instance, Arrival("held", 1), Arrival("held", 2, 1), Arrival("other", 1));
        await Database.ExecuteAsync("UPDATE lane SET held_reason = 'not_linked' WHERE key = 'held'");
        await Database.ExecuteAsync("UPDATE delivery SET received_at = now() - CASE lane WHEN 'held' THEN interval '1 day' ELSE interval '1 h' END");
        await instance.Get<IAcceptance>().AcceptAsync([Intake(1), Intake(2)], alongside: null, CancellationToken.None);
        await Database.ExecuteAsync(
            "UPDATE accepted SET accepted_at = now() - interval '2 h', held_reason = CASE WHEN number = (SELECT min(number) "
                + "FROM accepted) THEN 'not_linked' END");
        await Database.ExecuteAsync(
            "INSERT INTO accepted (message_id, type, body, accepted_at, publish_at, publishes) "
                + "VALUES (gen_random_uuid(), 'OwnerMustKnow', '{}', now() - interval '1 day', now(), 0)");

        Assert.Equal(["held 2 2 86400", "waiting 1 1 3600"], await ReadAsync(instance, "relay.undelivered.messages"));
        Assert.Equal(["held 2 7200", "waiting 0 0"], await ReadAsync(instance, "relay.unsettled.messages"));
    }

    /// <summary>A poll's rows, with ages as whole seconds.</summary>
    private async Task<List<string>> ReadAsync(Instance instance, string gauge)
    {
        var look = instance.GetAll<DatabaseLook>().Single(look => look.Gauges[0].Name == gauge);
        var read = new Statement<string>(look.Sql, row => $"{row.Text(look.Tag!)} {string.Join(' ', look.Gauges.Select(shown => Shown(row, shown)))}");
        return [.. (await Database.Source.ReadAsync(read, TestContext.Current.CancellationToken)).Order(StringComparer.Ordinal)];

        static double Shown(Row row, LookedGauge gauge) => gauge.Unit == "s" ? Math.Floor(row.Amount(gauge.Column) / 60) * 60 : row.Amount(gauge.Column);
    }

    private static Intake Intake(long number) => new()
    {
        MessageId = Id("accepting", number),
        Lane = "accepting",
        Party = "party",
        Publish = new Letter(),
    };
}

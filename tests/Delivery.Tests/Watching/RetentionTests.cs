using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Harness;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.Tests.Watching;

/// <summary>Texts are kept as long as needed, and as the settings say.</summary>
public sealed class RetentionTests : DeliveryTest
{
    [Fact]
    public async Task Of_what_is_not_relayed_nothing_is_kept_and_what_came_goes_when_it_is_settled()
    {
        var instance = await Compose().StartAsync("DatabaseIdentity");
        var (seen, relayed) = (MessageIds.Of("seen"), MessageIds.Of("relayed"));
        await instance.Get<IAcceptance>().AcceptAsync(
            [
                new Intake { MessageId = seen, Raw = "a stranger's words" },
                new Intake { MessageId = relayed, Raw = "a client's words", Mark = "mark", Lane = "lane", Party = "party",
                Publish = new Letter { Text = "words" } },
            ],
            alongside: null,
            CancellationToken.None);
        Assert.Equal(["a client's words"], await Database.ColumnAsync<string>("SELECT raw FROM accepted WHERE raw IS NOT NULL"));

        await instance.Get<ISettlement>().SettleAsync([relayed], "delivered", CancellationToken.None);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM accepted WHERE raw IS NOT NULL"));
        Assert.Equal(["mark"], await Database.ColumnAsync<string>("SELECT mark FROM accepted WHERE mark IS NOT NULL AND body IS NOT NULL"));
    }

    [Fact]
    public async Task Texts_go_after_the_days_that_are_set_contacts_later_and_decided_letters_after_thirty()
    {
        var time = new FakeTimeProvider();
        var instance = Instance.Create(Database, Provider, Bus, time: time);
        Instances.Add(instance);
        instance.Get<RelayOptions>().KeepTextsDays = 7;
        await Database.ExecuteAsync(
            """
            INSERT INTO accepted (message_id, type, body, mark, accepted_at, publishes, settled_at, outcome)
            SELECT gen_random_uuid(), type, 'words', type || age, now(), 0, now() - age * interval '1 day', 'delivered'
            FROM unnest(ARRAY['Letter', 'ClientContactShared']) AS t (type), unnest(ARRAY[6, 8, 29, 31]) AS a (age);
            INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done,
                                  maybe_duplicate, received_at, done_at, announce_at)
            SELECT gen_random_uuid(), 'lane', age, 0, 'text', 'words', false, 'failed', 1, 0, 0, 0, false, now(),
                   CASE WHEN age > 0 THEN now() - age * interval '1 day' END, CASE WHEN age = 9 THEN now() END
            FROM unnest(ARRAY[0, 6, 8, 9, 89, 91]) AS a (age);
            INSERT INTO dead (source, reason, raw, replayed_at, discarded_at)
            SELECT 'source', name, 'words', now() - replayed * interval '1 day', now() - discarded * interval '1 day'
            FROM (VALUES ('waits', NULL, NULL), ('fresh', 29, NULL), ('replayed', 31, NULL), ('discarded', NULL, 31)) AS t (name, replayed, discarded)
            """);

        await RetainAsync(
            instance, time,
            "SELECT NOT EXISTS (SELECT FROM dead WHERE reason IN ('replayed', 'discarded')) AND NOT EXISTS (SELECT FROM delivery "
                + "WHERE number = 91 OR (number IN (8, 89) AND body <> ''))");

        Assert.Equal(
            ["ClientContactShared29 words", "ClientContactShared6 words", "ClientContactShared8 words", "Letter29 ", "Letter6 words", "Letter8 "],
            await Database.ColumnAsync<string>("SELECT mark || ' ' || coalesce(body, '') FROM accepted ORDER BY mark COLLATE \"C\""));
        Assert.Equal(
            ["0 words", "6 words", "8 ", "9 words", "89 "], await Database.ColumnAsync<string>("SELECT number || ' ' || body FROM delivery ORDER BY number"));
        Assert.Equal(["fresh", "waits"], await Database.ColumnAsync<string>("SELECT reason FROM dead ORDER BY reason"));
    }

    [Fact]
    public async Task An_outcome_that_nobody_could_be_told_for_ninety_days_is_kept_and_what_comes_again_is_not_sent_again()
    {
        var time = new FakeTimeProvider();
        var keeper = Instance.Create(Database, Provider, Bus, time: time);
        Instances.Add(keeper);
        await Database.ExecuteAsync(
            $"""
            INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done,
                                  maybe_duplicate, received_at, attempted_at, done_at, announce_at)
            SELECT id, 'lane', number, 0, 'text', 'words', false, 'delivered', 1, 0, 0, 1, false, at, at, at, CASE WHEN number = 1 THEN now() END
            FROM (VALUES ('{Id("lane", 1)}'::uuid, 1, now() - interval '100 days'), ('{Id("lane", 2)}', 2, now() - interval '100 days')) AS t (id, number, at)
            """);
        await RetainAsync(keeper, time, "SELECT NOT EXISTS (SELECT FROM delivery WHERE number = 2)");

        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await UntilAsync(() => Bus.All<Delivered>().Any(told => told.Ids.Contains(Id("lane", 1))), "its origin told");
        await Database.UntilAsync("SELECT state = 'delivered' AND announce_at IS NULL FROM delivery");
        Assert.Empty(Provider.Calls);
    }

    private async Task RetainAsync(Instance instance, FakeTimeProvider time, string until)
    {
        var retention = instance.GetAll<IHostedService>().Single(service => service.GetType().Name == "Retention");
        await retention.StartAsync(CancellationToken.None);
        await Waiting.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromHours(1));
                return Database.ScalarAsync<bool>(until);
            },
            TimeSpan.FromSeconds(40),
            until);
        await retention.StopAsync(CancellationToken.None);
    }
}

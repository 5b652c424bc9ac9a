using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.Delivery.Tests.Accepting;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Publishing;

public sealed class PublishingTests : DeliveryTest
{
    [Fact]
    public async Task Fresh_rows_are_published_with_the_nearest_earlier_unsettled_number_and_settled_ones_never_again()
    {
        var instance = await Compose().StartAsync("Publisher");
        await AcceptingTests.AcceptAsync(instance, [Intake(1), Intake(2), Intake(3)]);
        await UntilAsync(() => Bus.Published.Count == 3, "published");
        var numbers = await Database.ColumnAsync<long>("SELECT number FROM accepted ORDER BY number");
        Assert.Equal([0, numbers[0], numbers[1]], Bus.All<Letter>().OrderBy(letter => letter.Number).Select(letter => letter.Previous));

        await instance.Get<ISettlement>().SettleAsync([Id("a", 2), Guid.NewGuid()], "delivered", CancellationToken.None);
        await Database.ExecuteAsync("UPDATE accepted SET publish_at = now() WHERE settled_at IS NULL");
        await UntilAsync(() => Bus.Published.Count >= 5, "published again");
        Assert.Equal(numbers[0], Bus.All<Letter>().Last(letter => letter.Number == numbers[2]).Previous);
        Assert.Single(Bus.All<Letter>(), letter => letter.Number == numbers[1]);
        Assert.Equal("delivered", await Database.ScalarAsync<string>($"SELECT outcome FROM accepted WHERE message_id = '{Id("a", 2)}' AND publish_at IS NULL"));
    }

    [Fact]
    public async Task Confirms_follow_the_schedule_of_retransmission()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1)]);
        var minutes = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await Database.Source.RunAsync(AcceptedStatements.Confirm([Id("a", 1)]), CancellationToken.None);
            minutes.Add(await Database.ScalarAsync<double>("SELECT round(extract(epoch FROM publish_at - now()) / 60)::float8 FROM accepted"));
        }

        Assert.Equal([2, 10, 60, 1440, 1440], minutes);
    }

    [Fact]
    public async Task A_refused_publish_stays_due_alone_and_a_due_row_has_one_publisher()
    {
        Bus.Refuses = message => message is Letter { Text: "1" };
        var instance = await Compose().StartAsync("Publisher");
        await AcceptingTests.AcceptAsync(instance, [Intake(1), Intake(2)]);
        await Database.UntilAsync($"SELECT publish_at < now() + interval '4 s' FROM accepted WHERE message_id = '{Id("a", 1)}'");
        Assert.Equal(["2"], Bus.All<Letter>().Select(letter => letter.Text));
        await instance.StopAsync();

        await Database.ExecuteAsync("UPDATE accepted SET publish_at = now()");
        var claims = await Task.WhenAll(
            Database.Source.ReadAsync(AcceptedStatements.ClaimDue(10), CancellationToken.None),
            Database.Source.ReadAsync(AcceptedStatements.ClaimDue(10), CancellationToken.None));
        Assert.Equal(2, claims.Sum(claim => claim.Count));
    }

    [Fact]
    public async Task A_gap_is_answered_with_what_is_settled_and_what_the_forgotten_must_wait_for()
    {
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [Intake(1), Intake(2)]);
        var numbers = await Database.ColumnAsync<long>("SELECT number FROM accepted ORDER BY number");
        await instance.Get<ISettlement>().SettleAsync([Id("a", 2)], "delivered", CancellationToken.None);
        var forgotten = Guid.NewGuid();
        var answer = await instance.Get<GapRepair>().AnswerAsync(
            new MessagesMissing
            {
                Lane = "a",
                From = 0,
                To = numbers[1] + 5,
                Held = [new() { MessageId = Id("a", 2), Number = numbers[1] }, new() { MessageId = forgotten, Number = numbers[1] + 5 }],
            },
            CancellationToken.None);

        Assert.Equal([Id("a", 2)], answer.Settled);
        Assert.Equal([new UnknownMessage { MessageId = forgotten, Previous = numbers[0] }], answer.Unknown);
        Assert.Equal([Id("a", 1)], await Database.ColumnAsync<Guid>("SELECT message_id FROM accepted WHERE publish_at <= now()"));
    }

    /// <summary>Of many rows only the ids of the later ones are handed over; their content is in the table.</summary>
    [Fact]
    public async Task Rows_that_were_handed_over_go_out_at_once_although_the_database_refused_one_look()
    {
        const int all = 1_100;
        var instance = Compose();
        await AcceptingTests.AcceptAsync(instance, [.. Enumerable.Range(1, all).Select(n => Intake(n))]);
        var publisher = instance.Hosted<Publisher>();
        await Database.ExecuteAsync("ALTER TABLE accepted RENAME TO away");
        for (var published = -1; published < Bus.Published.Count;)
        {
            published = Bus.Published.Count;
            instance.Get<PublishQueue>().LookNow();
            await Record.ExceptionAsync(() => publisher.PublishBatchAsync(CancellationToken.None));
        }

        Assert.Equal(1_000, Bus.Published.Count);
        await Database.ExecuteAsync("ALTER TABLE away RENAME TO accepted");
        while (await publisher.PublishBatchAsync(CancellationToken.None))
        {
        }

        Assert.Equal(all, Bus.Published.Select(published => published.MessageId).Distinct().Count());
    }

    private static Intake Intake(long n) => AcceptingTests.Intake("a", n);
}

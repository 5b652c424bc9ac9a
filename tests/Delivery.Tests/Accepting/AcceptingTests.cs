using Npgsql;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Accepting;

public sealed class AcceptingTests : DeliveryTest
{
    [Fact]
    public async Task Numbers_start_at_the_clock_and_rise_in_stored_order_and_known_ids_change_nothing()
    {
        var instance = Compose();
        await AcceptAsync(instance, [Intake("a", 1), Intake("a", 2), Intake("b", 1), Intake("a", 1)]);
        var before = await Database.ColumnAsync<long>("SELECT number FROM accepted WHERE lane = 'a' ORDER BY position");
        Assert.True(await Database.ScalarAsync<bool>(
            "SELECT bool_and(abs(number - extract(epoch FROM accepted_at) * 1000) < 5) FROM accepted"));
        Assert.Equal(2, before.Count);
        Assert.True(before[0] < before[1]);

        await AcceptAsync(instance, [Intake("a", 2) with { Dead = new DeadLetter("test", "again", "raw") }, Intake("a", 3)]);
        var after = await Database.ColumnAsync<long>("SELECT number FROM accepted WHERE lane = 'a' ORDER BY position");
        Assert.Equal(before, after[..2]);
        Assert.True(after[2] > before[1]);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM dead"));
    }

    [Fact]
    public async Task Concurrent_acceptors_of_one_lane_give_distinct_numbers_in_stored_order()
    {
        var (one, two) = (Compose(), Compose());
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => AcceptAsync(i % 2 == 0 ? one : two, [Intake("a", i)])));
        var numbers = await Database.ColumnAsync<long>("SELECT number FROM accepted ORDER BY number");
        Assert.Equal(60, numbers.Distinct().Count());
        Assert.Equal(numbers.Max(), await Database.ScalarAsync<long>("SELECT last_given FROM lane"));
    }

    [Fact]
    public async Task A_locked_lane_delays_only_its_own_which_get_their_numbers_before_anything_later()
    {
        var instance = Compose();
        await AcceptAsync(instance, [Intake("a", 1), Intake("b", 1)]);
        await using (var connection = await Database.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT 1 FROM lane WHERE key = 'a' FOR UPDATE", connection);
            await hold.ExecuteScalarAsync();
            await AcceptAsync(instance, [Intake("a", 2), Intake("b", 2), Intake("a", 3)]);
            Assert.Equal(
                [Text("a", 2), Text("a", 3)], await Database.ColumnAsync<Guid>("SELECT message_id FROM accepted WHERE number IS NULL ORDER BY position"));
            Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM accepted WHERE lane = 'b' AND number IS NOT NULL"));
        }

        await AcceptAsync(instance, [Intake("a", 4)]);
        Assert.Equal(
            [Text("a", 1), Text("a", 2), Text("a", 3), Text("a", 4)],
            await Database.ColumnAsync<Guid>("SELECT message_id FROM accepted WHERE lane = 'a' ORDER BY number"));
    }

    [Fact]
    public async Task What_the_database_refuses_becomes_a_dead_letter_and_the_rest_is_stored_with_what_goes_alongside()
    {
        var instance = Compose();
        await instance.Get<IAcceptance>().AcceptAsync(
            [Intake("a", 1), Intake("bad\0lane", 1) with { Raw = "raw\0" }, Intake("b", 1)],
            async (connection, token) =>
            {
                await using var offset = new NpgsqlCommand("INSERT INTO role (name, instance) VALUES ('offset', 7) ON CONFLICT DO NOTHING", connection);
                await offset.ExecuteNonQueryAsync(token);
            },
            CancellationToken.None);

        Assert.Equal(["a", "b"], await Database.ColumnAsync<string>("SELECT lane FROM accepted ORDER BY lane"));
        Assert.Equal(["raw\uFFFD"], await Database.ColumnAsync<string>("SELECT raw FROM dead"));
        Assert.Equal(7, await Database.ScalarAsync<long>("SELECT instance FROM role"));
    }

    [Fact]
    public async Task What_goes_alongside_fails_with_the_rest_and_nothing_is_stored()
    {
        var instance = Compose();
        await Assert.ThrowsAsync<InvalidOperationException>(() => instance.Get<IAcceptance>().AcceptAsync(
            [Intake("a", 1)], (_, _) => throw new InvalidOperationException("no"), CancellationToken.None));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM accepted"));
        Assert.Empty(instance.Get<PublishQueue>().Take(10));
    }

    [Fact]
    public async Task A_nul_in_text_and_raw_is_stored_and_comes_out_again()
    {
        var instance = Compose();
        await AcceptAsync(instance, [Intake("a", 1) with { Publish = new Letter { Text = "x\0y" }, Raw = "x\0y" }]);
        var id = Assert.Single(instance.Get<PublishQueue>().Take(10)).MessageId;
        var row = Assert.Single(await Database.Source.ReadAsync(AcceptedStatements.Read([id]), CancellationToken.None));
        Assert.Equal("x\0y", ((Letter)instance.Get<PublishedContracts>().Restore(row).Message).Text);
    }

    [Fact]
    public async Task What_is_handed_over_says_the_same_as_what_the_table_would()
    {
        var instance = Compose();
        await AcceptAsync(instance, [Intake("a", 1), Intake("a", 2), Intake("b", 1)]);
        await AcceptAsync(instance, [Intake("a", 2), Intake("a", 3), Intake("a", 4), Intake("b", 2)]);
        var handedOver = instance.Get<PublishQueue>().Take(10);
        var read = await Database.Source.ReadAsync(AcceptedStatements.Read(handedOver.ConvertAll(row => row.MessageId)), CancellationToken.None);
        Assert.Equal(6, handedOver.Count);
        Assert.Equal(read.Select(instance.Get<PublishedContracts>().Restore), handedOver.Select(row => row.Whole!));
    }

    [Fact]
    public async Task Where_many_wait_only_the_ids_of_the_later_ones_are_handed_over()
    {
        var instance = Compose();
        await AcceptAsync(instance, [.. Enumerable.Range(1, 1_200).Select(n => Intake("a", n))]);
        var handedOver = instance.Get<PublishQueue>().Take(2_000);
        Assert.Equal(1_200, handedOver.Count);
        Assert.Equal(1_000, handedOver.Count(row => row.Whole is not null));
    }

    internal static Intake Intake(string lane, long n) =>
        new() { MessageId = Text(lane, n), Lane = lane, Party = "party", Publish = new Letter { Text = $"{n}" }, Raw = "{}" };

    internal static Task AcceptAsync(Instance instance, IReadOnlyList<Intake> intakes) =>
        instance.Get<IAcceptance>().AcceptAsync(intakes, alongside: null, CancellationToken.None);

    private static Guid Text(string lane, long n) => MessageIds.Of($"{lane}:{n}");
}

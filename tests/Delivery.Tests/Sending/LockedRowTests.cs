using Npgsql;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.Delivery.Tests.InMemory;
using Relay.Harness;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Whatever prevents the writing of one lane, the other lanes continue.</summary>
[Trait("Fault", "F32")]
public sealed class LockedRowTests : DeliveryTest
{
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("RELAY_SEED"), out var seed) ? seed : Random.Shared.Next();

    [Fact]
    public async Task A_lane_that_is_locked_during_its_call_waits_alone()
    {
        var (calling, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Provider.Answer = async message =>
        {
            if (message.Lane == "locked")
            {
                calling.SetResult();
                await answer.Task;
            }

            return new SendOutcome.Delivered(null);
        };
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("locked", 1));
        await calling.Task;
        await using var held = await HeldAsync("SELECT 1 FROM lane WHERE key = 'locked' FOR UPDATE");
        answer.SetResult();
        await StoreAsync(instance, [.. Enumerable.Range(0, 20).Select(lane => Arrival($"free-{lane}", 1))]);

        await Database.UntilAsync("SELECT count(*) = 20 FROM delivery WHERE lane LIKE 'free-%' AND state = 'delivered'");
        Assert.Equal("sending", await Database.ScalarAsync<string>("SELECT state FROM delivery WHERE lane = 'locked'"));
        await held.DisposeAsync();
        await Database.UntilAsync("SELECT state = 'delivered' AND NOT maybe_duplicate FROM delivery WHERE lane = 'locked'");
    }

    [Fact]
    public async Task What_the_call_of_a_locked_lane_says_of_the_provider_counts_at_once_and_never_again()
    {
        var (calling, answer) = (new TaskCompletionSource(), new TaskCompletionSource<SendOutcome>());
        Provider.Answer = async message =>
        {
            if (message.Lane == "locked" && calling.TrySetResult())
            {
                return await answer.Task;
            }

            return new SendOutcome.Delivered(null);
        };
        await WatchPausesAsync();
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("locked", 1));
        await calling.Task;
        await using var held = await HeldAsync("SELECT 1 FROM lane WHERE key = 'locked' FOR UPDATE");
        answer.SetResult(new SendOutcome.NothingSent("no_connection"));
        await Database.UntilAsync("SELECT count(*) = 1 FROM pauses");

        await StoreAsync(instance, Arrival("free", 1));
        await Database.UntilAsync("SELECT state = 'delivered' AND (SELECT paused_until IS NULL FROM provider) FROM delivery WHERE lane = 'free'");
        await held.DisposeAsync();
        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery WHERE lane = 'locked'");
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM pauses"));
    }

    [Fact]
    public async Task Whose_turn_to_probe_it_is_passes_it_on_when_its_lane_is_locked()
    {
        var lookup = new TaskCompletionSource<Recipient>();
        var (isDown, looksUp) = (true, false);
        Provider.Resolve = message => looksUp && message.Lane == "locked" ? new(lookup.Task) : new(new Recipient.Known(message.Lane, null));
        Provider.Answer = _ => Task.FromResult<SendOutcome>(isDown ? new SendOutcome.NothingSent("401", Account: true) : new SendOutcome.Delivered(null));
        var instance = await Compose().StartAsync();
        foreach (var lane in new[] { "locked", "probed" })
        {
            await StoreAsync(instance, Arrival(lane, 1));
            await Database.UntilAsync($"SELECT probed_at IS NOT NULL FROM lane WHERE key = '{lane}'");
        }

        looksUp = true;
        await Database.UntilAsync("SELECT owner IS NOT NULL FROM lane WHERE key = 'locked'");
        await using var held = await HeldAsync("SELECT 1 FROM lane WHERE key = 'locked' FOR UPDATE");
        isDown = false;
        lookup.SetResult(new Recipient.Known("locked", null));

        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery WHERE lane = 'probed'");
        await held.DisposeAsync();
        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery WHERE lane = 'locked'");
    }

    [Fact]
    public async Task Who_buries_the_dead_keeps_its_rights_while_a_lane_of_the_dead_is_locked()
    {
        var never = new TaskCompletionSource();
        Provider.Answer = async message =>
        {
            if (message is { Lane: "locked" or "other", MaybeDuplicate: false })
            {
                await never.Task;
            }

            return new SendOutcome.Delivered(null);
        };
        var dying = await Compose().StartAsync();
        await StoreAsync(dying, Arrival("locked", 1), Arrival("other", 1));
        await UntilAsync(() => Provider.Calls.Count == 2, "both are called for");
        await using var held = await HeldAsync("SELECT 1 FROM lane WHERE key = 'locked' FOR UPDATE");
        await dying.KillAsync();
        Provider.Forget("locked");
        Provider.Forget("other");
        var survivor = await Compose().StartAsync();
        await UntilAsync(() => survivor.Get<IInstances>().IsAlive, "it lives");

        var losses = 0;
        await Waiting.UntilAsync(
            async () =>
            {
                losses += survivor.Get<IInstances>().IsAlive ? 0 : 1;
                return await Database.ScalarAsync<bool>("SELECT state = 'delivered' FROM delivery WHERE lane = 'other'");
            },
            TimeSpan.FromSeconds(40),
            "the dead one's other lane goes on");
        Assert.Equal(0, losses);
        await held.DisposeAsync();
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered' AND maybe_duplicate");
        never.SetResult();
    }

    [Fact]
    public async Task An_instance_that_stands_still_within_a_round_is_buried_without_anybody_losing_its_rights()
    {
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose(rate: new ProviderRate(1000, 1000, 10)).StartAsync();
        await UntilAsync(() => instance.Get<IInstances>().IsAlive, "it lives");
        await StoreAsync(instance, Arrival("first", 1));
        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery");
        var frozen = (await Database.Source.ReadAsync(InstanceStatements.Register(), CancellationToken.None))[0];
        await using var held = await HeldAsync(
            $"SET LOCAL idle_in_transaction_session_timeout = '4s'; SELECT 1 FROM instance WHERE id = {frozen} FOR KEY SHARE; SELECT 1 FROM bucket "
                + "WHERE key = 'all' FOR UPDATE");

        await StoreAsync(instance, Arrival("second", 1));
        await Database.UntilAsync("SELECT count(*) = 2 FROM delivery WHERE state = 'delivered'");
        await Database.UntilAsync("SELECT count(*) = 1 FROM instance");
        Assert.True(instance.Get<IInstances>().IsAlive);
    }

    /// <summary>Random lanes are locked, by their row or their message's, and the database refuses random outcomes.</summary>
    [Fact]
    [Trait("Fault", "F38")]
    public async Task Of_random_lanes_only_those_that_are_locked_wait_and_what_the_database_refuses_stops_nobody()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"RELAY_SEED={Seed}");
        var random = new Random(Seed);
        const int lanes = 24;
        string[] refused = ["a\0b", new string('x', 9000), "\ud800", "2000-\r\n"];
        var poison = Enumerable.Range(0, lanes).ToDictionary(lane => $"lane-{lane}", _ => random.Next(3) == 0 ? refused[random.Next(refused.Length)] : null);
        var lookUps = Enumerable.Range(0, lanes).Where(_ => random.Next(3) == 0).Select(lane => $"lane-{lane}").ToHashSet();
        Provider.Answer = message =>
            Task.FromResult<SendOutcome>(new SendOutcome.Delivered(poison[message.Lane] is { } bad ? $"{message.MessageId}{bad}" : null));
        Provider.Resolve = message => lookUps.Contains(message.Lane) ? LookUpAsync(message.Lane) : new(new Recipient.Known(message.Lane, null));
        var instance = await Compose().StartAsync();
        for (var batch = 1; batch <= 3; batch++)
        {
            var number = batch;
            var all = Enumerable.Range(0, lanes).Select(lane => $"lane-{lane}").ToList();
            await StoreAsync(instance, [.. all.Select(lane => Arrival(lane, number, number - 1))]);
            var chosen = all.Where(_ => random.Next(5) == 0).ToList();
            var held = new List<Held>();
            foreach (var lane in chosen)
            {
                held.Add(await HeldAsync(random.Next(2) == 0
                    ? $"SELECT 1 FROM lane WHERE key = '{lane}' FOR UPDATE"
                    : $"SELECT 1 FROM delivery WHERE message_id = '{Id(lane, number)}' FOR UPDATE"));
            }

            var free = string.Join(',', all.Except(chosen).Select(lane => $"'{lane}'"));
            await Database.UntilAsync($"SELECT count(*) = 0 FROM delivery WHERE done_at IS NULL AND lane IN ({free})");
            foreach (var one in held)
            {
                await one.DisposeAsync();
            }

            await Database.UntilAsync($"SELECT count(*) = {lanes * number} FROM delivery WHERE state = 'delivered' AND NOT maybe_duplicate");
        }

        Assert.All(poison.Keys, lane => Assert.Equal([1, 2, 3], Provider.Numbers(lane)));
    }

    private static async ValueTask<Recipient> LookUpAsync(string lane)
    {
        await Task.Yield();
        return new Recipient.Known(lane, null);
    }

    private async Task<Held> HeldAsync(string sql)
    {
        var connection = await Database.Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return new Held(connection, transaction);
    }

    /// <summary>Locks that are held until disposed of, or until PostgreSQL ends them.</summary>
    private sealed record Held(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}

using Relay.Contracts;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Sending;

/// <summary>A held message goes out at once when its hold ends, and expires in its own time otherwise.</summary>
public sealed class HoldsTests : DeliveryTest
{
    private static readonly Recipient NotLinked = new Recipient.Held(Reasons.NotLinked);

    [Fact]
    [Trait("Fault", "F33")]
    public async Task A_release_while_the_look_up_runs_is_not_lost()
    {
        var asked = new TaskCompletionSource<Recipient>(TaskCreationOptions.RunContinuationsAsynchronously);
        var looks = 0;
        Provider.Resolve = _ => new(Interlocked.Increment(ref looks) == 1 ? asked.Task : Task.FromResult<Recipient>(new Recipient.Known("+7", null)));
        Provider.Answer = InMemoryProvider.Accept;
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await Database.UntilAsync("SELECT owner IS NOT NULL FROM lane WHERE key = 'lane'");

        await ReleaseAsync(instance);
        asked.SetResult(NotLinked); // as the directory answered before it knew

        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery");
        Assert.Empty(Bus.All<Held>());
    }

    [Fact]
    [Trait("Fault", "F33")]
    public async Task A_release_while_the_call_runs_that_holds_is_not_lost()
    {
        var called = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Provider.Answer = message => Provider.Calls.Count == 1 ? called.Task : InMemoryProvider.Accept(message);
        var instance = await Compose().StartAsync();
        await StoreAsync(instance, Arrival("lane", 1));
        await UntilAsync(() => Provider.Calls.Count == 1, "called");

        await instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.BotBlocked, CancellationToken.None);
        called.SetResult(new SendOutcome.Held(Reasons.BotBlocked));

        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery");
        Assert.Empty(Bus.All<Held>());
    }

    /// <summary>
    /// Messages, the link, its release, look-ups and their answers, in any order, one step at a time. After the steps nothing may depend on a later
    /// retry: due work is done, without the clock.
    /// </summary>
    [Fact]
    [Trait("Fault", "F33")]
    public async Task In_whatever_order_words_contact_look_ups_and_release_come_nothing_is_left_held()
    {
        var instance = await Compose().StartAsync("DatabaseIdentity", "Liveness");
        await Database.UntilAsync("SELECT count(*) = 1 FROM provider");
        await UntilAsync(() => instance.Get<IInstances>().IsAlive, "alive");
        var loop = instance.Hosted<SendingLoop>();
        var calls = instance.Get<Calls>();
        for (var seed = 0; seed < 150; seed++)
        {
            await RunAsync(new Random(seed), $"lane-{seed}", instance, loop, calls);
        }
    }

    private async Task RunAsync(Random random, string lane, Instance instance, SendingLoop loop, Calls calls)
    {
        var (linked, released, words, log) = (false, false, 0, new List<string>());
        var looks = new Queue<(Recipient Answer, TaskCompletionSource<Recipient> Look)>();
        Recipient Directory() => linked ? new Recipient.Known("+7", null) : NotLinked;
        Provider.Answer = InMemoryProvider.Accept;
        Provider.Resolve = _ =>
        {
            if (random.Next(4) == 0)
            {
                return new(Directory());
            }

            var look = new TaskCompletionSource<Recipient>(TaskCreationOptions.RunContinuationsAsynchronously);
            looks.Enqueue((Directory(), look)); // answered with the state at the time of the question
            return new(look.Task);
        };

        async Task AnswerAsync()
        {
            var (answer, look) = looks.Dequeue();
            look.SetResult(answer);
            await Lanes.Member.UntilAsync(() => !calls.IsLookingUp(lane));
        }

        async Task RoundAsync()
        {
            await loop.RoundAsync(10, CancellationToken.None);
            await Lanes.Member.UntilAsync(() => calls.Calling == 0);
        }

        while (!(released && words == 3))
        {
            var step = random.Next(5);
            log.Add($"{step}");
            switch (step)
            {
                case 0 when words < 3:
                    words++;
                    await StoreAsync(instance, Arrival(lane, words, words - 1));
                    break;
                case 1:
                    linked = true;
                    break;
                case 2 when linked && !released:
                    released = true;
                    await instance.Get<IInbox>().ReleaseAsync([$"party-{lane}"], Reasons.NotLinked, CancellationToken.None);
                    break;
                case 3 when looks.Count > 0:
                    await AnswerAsync();
                    break;
                default:
                    await RoundAsync();
                    break;
            }
        }

        for (var i = 0; i < 12; i++)
        {
            while (looks.Count > 0)
            {
                await AnswerAsync();
            }

            await RoundAsync();
        }

        Assert.True(Provider.Numbers(lane) is [1, 2, 3], $"{lane}: {string.Join(' ', log)}; delivered: {string.Join(' ', Provider.Numbers(lane))}");
    }

    [Fact]
    [Trait("Fault", "F34")]
    public async Task Each_held_message_ends_seven_days_after_its_own_arrival_and_the_cause_is_told_once()
    {
        Provider.Resolve = _ => new(NotLinked);
        var instance = await Compose().StartAsync();
        var ten = Enumerable.Range(1, 10).Select(number => Arrival("lane", number, number - 1)).ToArray();
        foreach (var arrival in ten)
        {
            await StoreAsync(instance, arrival);
        }

        await UntilAsync(() => Bus.All<Held>().Count == 1, "the hold told");
        await Database.ExecuteAsync(
            "UPDATE delivery SET received_at = now() - interval '8 days' WHERE number <= 9; UPDATE lane "
                + "SET due_at = now(), held_since = now() - interval '8 days'");

        await UntilAsync(() => Bus.All<Failed>().Count == 9, "those that are older have ended");
        Assert.Equal(ten[..9].Select(arrival => new Failed(arrival.MessageId, Reasons.Expired)).ToHashSet(), Bus.All<Failed>().ToHashSet());
        await Database.UntilAsync("SELECT state = 'held' FROM delivery WHERE number = 10");
        Assert.True(await Database.ScalarAsync<bool>("SELECT announce_at IS NULL FROM delivery WHERE number = 10"));
        Assert.Equal(Id("lane", 1), Assert.Single(Bus.All<Held>()).Id);
    }

    [Fact]
    public async Task Who_lets_the_bot_back_in_releases_what_was_held_under_each_phone_and_what_is_in_a_call()
    {
        await Database.ExecuteAsync(
            """
            INSERT INTO lane (key, party, held_reason, due_at)
            SELECT 'c:' || party, party, reason, now() + interval '1 h'
            FROM (VALUES ('+71', 'bot_blocked'), ('+72', 'bot_blocked'), ('+73', 'bot_blocked'), ('+74', 'not_linked'),
                ('501', 'bot_blocked')) AS t (party, reason);
            INSERT INTO lane (key, party, owner, due_at) VALUES ('c:+70', '+70', 1, now() + interval '1 h');
            INSERT INTO delivery (message_id, lane, number, previous, type, body, chat_id, state, attempt, received_at)
            SELECT gen_random_uuid(), lane, 1, 0, 'x', '{}', chat, 'held', 1, now()
            FROM (VALUES ('c:+71', 501), ('c:+72', 501), ('c:+73', 999), ('c:+74', 501), ('c:+70', 501)) AS t (lane, chat)
            """);

        await Compose().Get<IInbox>().ReleaseChatAsync(501, Reasons.BotBlocked, CancellationToken.None);

        Assert.Equal(["c:+70", "c:+71", "c:+72", "c:501"], await Database.ColumnAsync<string>("SELECT key FROM lane WHERE releases = 1 ORDER BY key"));
        Assert.Equal(["c:+71", "c:+72", "c:501"], await Database.ColumnAsync<string>("SELECT key FROM lane WHERE due_at <= now() ORDER BY key"));
    }

    private static Task ReleaseAsync(Instance instance) => instance.Get<IInbox>().ReleaseAsync(["party-lane"], Reasons.NotLinked, CancellationToken.None);
}

using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Settings;
using Relay.Delivery.Tests.Lanes;
using Relay.Harness;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Sending;

/// <summary>Messages that wait for a file and then take long. The clock is the test's.</summary>
public sealed class FilesTests : IAsyncLifetime
{
    private readonly HashSet<long> waiting = [];
    private Gateway gateway = null!;
    private Member member = null!;

    public async ValueTask InitializeAsync()
    {
        gateway = await Gateway.CreateAsync("files");
        await gateway.BeginAsync(TimeSpan.Zero);
        member = await StartAsync();
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task What_belongs_to_a_message_is_committed_with_it_each_time_it_is_stored_or_neither_is()
    {
        await gateway.Database.ExecuteAsync("CREATE TABLE kept (name text NOT NULL)");
        Arrival Keeping(long number, string name) => Arrival(number) with { Alongside = () => new Statement($"INSERT INTO kept VALUES ({name})") };
        await StoreAsync(Keeping(1, "'file'"));
        await StoreAsync(Keeping(1, "'file again'"));
        var refused = await Record.ExceptionAsync(() => StoreAsync(Keeping(2, "NULL")));

        Assert.Equal(["file", "file again"], await gateway.Database.ColumnAsync<string>("SELECT name FROM kept ORDER BY name"));
        Assert.NotNull(refused);
        Assert.Equal([1], await gateway.Database.ColumnAsync<long>("SELECT number FROM delivery"));
    }

    [Fact]
    public async Task A_message_waits_for_its_file_in_its_lane_nothing_overtakes_it_and_it_goes_as_soon_as_the_file_is_here()
    {
        waiting.Add(1);
        await StoreAsync(Arrival(1));
        await StoreAsync(Arrival(2, previous: 1));
        await RoundsAsync();
        Assert.Empty(member.Calls);

        waiting.Clear();
        await RoundsAsync();
        Assert.Empty(member.Calls); // nobody has woken the lane, and the time stands still
        await WakeAsync(1);
        await AnswerAllAsync();

        Assert.Equal([1, 2], member.Provider.Numbers("lane"));
    }

    [Fact]
    public async Task The_file_of_a_change_wakes_its_lane_too_if_its_original_waits_to_go_with_it()
    {
        waiting.Add(1);
        await StoreAsync(Arrival(1));
        await StoreAsync(Arrival(2, previous: 1) with { Original = Id(1) });
        await RoundsAsync();

        waiting.Clear();
        await WakeAsync(2);
        await member.RoundAsync();

        Assert.Equal(1, Assert.Single(member.Calls).Message.Number);
    }

    [Fact]
    public async Task A_file_that_comes_while_it_is_looked_for_is_looked_for_again_at_once()
    {
        var look = new TaskCompletionSource<Recipient>(TaskCreationOptions.RunContinuationsAsynchronously);
        member.Lookups["lane"] = look;
        member.Provider.Resolve = _ => new(look.Task);
        await StoreAsync(Arrival(1));
        await member.RoundAsync();
        await WakeAsync(1);
        member.Provider.Resolve = Resolve;
        await member.EndLookupAsync("lane", new Recipient.Unavailable());
        await member.RoundAsync();

        Assert.Single(member.Calls);
    }

    [Fact]
    public async Task What_waits_for_something_else_than_a_file_is_not_woken_by_one()
    {
        await StoreAsync(Arrival(1));
        await member.RoundAsync();
        await member.AnswerAsync(Assert.Single(member.Calls), new SendOutcome.RateLimited(TimeSpan.FromMinutes(1)));
        await member.RoundAsync();
        await WakeAsync(1);
        await RoundsAsync();

        Assert.Empty(member.Calls);
        await PassAsync(TimeSpan.FromMinutes(1));
        await member.RoundAsync();
        Assert.Single(member.Calls);
    }

    [Fact]
    public async Task A_call_that_was_not_made_goes_again_however_often_without_a_count_a_mark_or_a_pause()
    {
        await StoreAsync(Arrival(1));
        for (var times = 0; times < 40; times++)
        {
            await member.RoundAsync();
            await member.AnswerAsync(Assert.Single(member.Calls), new SendOutcome.GoesAgain(TimeSpan.FromMinutes(1)));
            await RoundsAsync();
            Assert.Empty(member.Calls);
            await PassAsync(TimeSpan.FromMinutes(1));
        }

        Assert.True(await gateway.Database.ScalarAsync<bool>(
            "SELECT state = 'pending' AND unanswered = 0 AND refused = 0 AND uncertain_since IS NULL AND NOT maybe_duplicate FROM delivery"));
        Assert.True(await gateway.Database.ScalarAsync<bool>("SELECT paused_until IS NULL FROM provider"));
        await AnswerAllAsync();
        Assert.Equal("delivered", await gateway.Database.ScalarAsync<string>("SELECT state FROM delivery"));
    }

    [Fact]
    public async Task A_file_is_no_probe_the_harmless_call_goes_in_its_place_and_the_file_after_it()
    {
        var asked = 0;
        member.Provider.State = () => Task.FromResult(Interlocked.Increment(ref asked) == 1 ? ProviderState.Away : ProviderState.Well);
        await gateway.Database.ExecuteAsync("UPDATE provider SET paused_until = now(), paused_since = now(), why = 'test', probes = 1");
        await StoreAsync(Arrival(1));
        while (asked < 2)
        {
            await member.RoundAsync();
            Assert.Empty(member.Calls);
            await PassAsync(TimeSpan.FromSeconds(10));
        }

        await Waiting.UntilAsync(
            async () =>
            {
                await member.RoundAsync();
                return member.Calls.Count > 0;
            },
            TimeSpan.FromSeconds(40),
            "the file's call");
    }

    [Fact]
    public async Task A_call_may_take_as_long_as_it_takes_while_its_instance_lives()
    {
        var other = await StartAsync();
        await StoreAsync(Arrival(1));
        await member.RoundAsync();
        var call = Assert.Single(member.Calls);
        for (var minutes = 0; minutes < 10; minutes++)
        {
            await PassAsync(TimeSpan.FromMinutes(1));
            await member.RoundAsync();
            await other.RoundAsync();
        }

        Assert.Empty(other.Calls);
        await member.AnswerAsync(call, new SendOutcome.Delivered("file"));
        await member.RoundAsync();
        Assert.True(await gateway.Database.ScalarAsync<bool>("SELECT state = 'delivered' AND attempt = 1 AND NOT maybe_duplicate FROM delivery"));
    }

    private ValueTask<Recipient> Resolve(OutgoingMessage message) => new(
        waiting.Contains(message.Number) ? new Recipient.Unavailable() : new Recipient.Known(message.Lane, null) { MayTakeLong = true });

    private async Task<Member> StartAsync()
    {
        var started = await gateway.StartAsync(new DeliveryOptions(), (_, message) => Resolve(message), TimeSpan.Zero);
        started.Provider.Parts = _ => 1;
        return started;
    }

    private async Task RoundsAsync()
    {
        for (var times = 0; times < 3; times++)
        {
            await member.RoundAsync();
        }
    }

    private async Task AnswerAllAsync()
    {
        await member.RoundAsync();
        while (member.Calls is [var call, ..])
        {
            await member.AnswerAsync(call, new SendOutcome.Delivered($"sent-{call.Message.Number}"));
            await member.RoundAsync();
        }
    }

    /// <summary>In steps in which a living instance is not taken for dead.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(10))
        {
            await gateway.AdvanceAsync(TimeSpan.FromSeconds(10));
            foreach (var one in gateway.Members)
            {
                await one.BeatAsync();
            }
        }
    }

    private Task StoreAsync(Arrival arrival) => member.Instance.Get<IInbox>().StoreAsync(arrival, CancellationToken.None);

    private Task WakeAsync(long number) => member.Instance.Get<IInbox>().WakeAsync(Id(number), CancellationToken.None);

    private static Guid Id(long number) => MessageIds.Of($"lane:{number}");

    private static Arrival Arrival(long number, long previous = 0) => new()
    {
        MessageId = Id(number),
        Lane = "lane",
        Party = "party",
        Number = number,
        Previous = previous,
        Type = "text",
        Body = "{}",
    };
}

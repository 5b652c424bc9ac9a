using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Settings;
using Relay.Delivery.Tests.Lanes;

namespace Relay.Delivery.Tests.Instances;

/// <summary>What is left of a change whose caller dies between intent and outcome. The clock is the test's.</summary>
public sealed class CutOffTests : IAsyncLifetime
{
    private const string Untouched = "SELECT unanswered = 0 AND refused = 0 AND uncertain_since IS NULL AND NOT maybe_duplicate FROM delivery";

    private Gateway gateway = null!;
    private bool mayRepeat = true;
    private int parts = 1;

    public async ValueTask InitializeAsync()
    {
        gateway = await Gateway.CreateAsync("cut-off");
        await gateway.BeginAsync(TimeSpan.Zero);
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData(UncertainPolicy.AtLeastOnce)]
    [InlineData(UncertainPolicy.AtMostOnce)]
    public async Task An_idempotent_call_is_made_again_without_doubt_mark_or_count_however_often_its_caller_dies(UncertainPolicy policy)
    {
        var caller = await BeginAsync(policy);
        for (var deaths = 0; deaths < 3; deaths++)
        {
            caller = await DieAsync(caller, policy);
            Assert.False(Assert.Single(caller.Calls).Message.MaybeDuplicate);
            Assert.True(await gateway.Database.ScalarAsync<bool>(Untouched));
            Assert.True(await gateway.Database.ScalarAsync<bool>("SELECT paused_until IS NULL FROM provider"));
        }

        await caller.AnswerAsync(caller.Calls[0], new SendOutcome.Delivered("edited"));
        await caller.RoundAsync();
        Assert.True(await gateway.Database.ScalarAsync<bool>(Untouched));
        Assert.Equal("delivered", await gateway.Database.ScalarAsync<string>("SELECT state FROM delivery"));
    }

    [Fact]
    public async Task A_further_part_is_in_doubt_and_is_sent_again_with_a_mark()
    {
        mayRepeat = false;
        var caller = await BeginAsync(UncertainPolicy.AtLeastOnce);
        caller = await DieAsync(caller, UncertainPolicy.AtLeastOnce);

        Assert.True(Assert.Single(caller.Calls).Message.MaybeDuplicate);
        Assert.True(await gateway.Database.ScalarAsync<bool>("SELECT unanswered = 1 AND uncertain_since IS NOT NULL AND maybe_duplicate FROM delivery"));
    }

    [Fact]
    public async Task Of_a_change_that_is_cut_off_in_steps_of_both_kinds_only_the_further_part_counts()
    {
        parts = 2;
        var caller = await BeginAsync(UncertainPolicy.AtLeastOnce);
        (mayRepeat, parts) = (false, 1);
        await caller.AnswerAsync(caller.Calls[0], new SendOutcome.Delivered("edited"));
        await caller.RoundAsync();
        await RoundsAsync(caller);
        mayRepeat = true;
        caller = await DieAsync(caller, UncertainPolicy.AtLeastOnce);
        Assert.Equal(1, await gateway.Database.ScalarAsync<int>("SELECT unanswered FROM delivery"));

        caller = await DieAsync(caller, UncertainPolicy.AtLeastOnce);
        Assert.Equal(1, await gateway.Database.ScalarAsync<int>("SELECT unanswered FROM delivery"));
        await caller.AnswerAsync(Assert.Single(caller.Calls), new SendOutcome.Delivered("edited"));
        await caller.RoundAsync();
        Assert.Equal("delivered", await gateway.Database.ScalarAsync<string>("SELECT state FROM delivery"));
    }

    private async Task<Member> BeginAsync(UncertainPolicy policy)
    {
        var caller = await StartAsync(policy);
        var change = new Arrival
        {
            MessageId = MessageIds.Of("lane:2"),
            Lane = "lane",
            Party = "party",
            Number = 2,
            Previous = 0,
            Type = Versions.Change,
            Body = "{}",
            Original = MessageIds.Of("lane:1"),
        };
        await caller.Instance.Get<IInbox>().StoreAsync(change, CancellationToken.None);
        await RoundsAsync(caller);
        Assert.Single(caller.Calls);
        return caller;
    }

    /// <returns>Who goes on.</returns>
    private async Task<Member> DieAsync(Member caller, UncertainPolicy policy)
    {
        var heir = await StartAsync(policy);
        await gateway.KillAsync(caller);
        for (var seconds = 0; seconds < 10; seconds++)
        {
            await gateway.AdvanceAsync(TimeSpan.FromSeconds(1));
            await heir.BeatAsync();
            await RoundsAsync(heir);
        }

        return heir;
    }

    private async Task<Member> StartAsync(UncertainPolicy policy)
    {
        var started = await gateway.StartAsync(
            new DeliveryOptions { Uncertain = policy },
            (_, message) => new(new Recipient.Known(message.Lane, null) { MayRepeat = mayRepeat }),
            TimeSpan.Zero);
        started.Provider.Parts = _ => parts;
        return started;
    }

    /// <summary>A change is looked up after one round and called after the next.</summary>
    private static async Task RoundsAsync(Member by)
    {
        await by.RoundAsync();
        await by.RoundAsync();
    }
}

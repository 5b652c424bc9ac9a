using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Tests.Instances;

public sealed class DeathTests : DeliveryTest
{
    [Fact]
    public async Task A_killed_instances_message_is_uncertain_sent_again_marked_and_its_late_outcome_only_marks()
    {
        var gate = new TaskCompletionSource();
        Provider.Answer = async message =>
        {
            if (message is { Lane: "lane", Number: 1, MaybeDuplicate: false })
            {
                await gate.Task.WaitAsync(CancellationToken.None);
            }

            return new SendOutcome.Delivered(null);
        };
        var dying = await Compose().StartAsync();
        await StoreAsync(dying, Arrival("other", 1), Arrival("lane", 1), Arrival("lane", 2, 1));
        await Database.UntilAsync("SELECT count(*) = 1 FROM delivery WHERE lane = 'lane' AND state = 'sending'");
        await Database.UntilAsync("SELECT state = 'delivered' FROM delivery WHERE lane = 'other'");
        await UntilAsync(() => Provider.Numbers("lane").Count == 1, "the call");
        await dying.KillAsync();
        Provider.Forget("lane");
        await Compose().StartAsync();

        await Database.UntilAsync("SELECT count(*) = 3 FROM delivery WHERE state = 'delivered'");
        gate.SetResult();
        Assert.Equal([1, 1, 2], Provider.Numbers("lane"));
        Assert.Equal([Id("lane", 1)], await Database.ColumnAsync<Guid>("SELECT message_id FROM delivery WHERE maybe_duplicate"));
    }

    [Fact]
    public async Task A_role_has_one_holder_and_moves_when_it_dies()
    {
        var (one, two) = (await Compose().StartAsync("Liveness"), await Compose().StartAsync("Liveness"));
        await UntilAsync(() => one.Get<IInstances>().IsAlive && two.Get<IInstances>().IsAlive, "both live");
        Assert.True(await one.Get<IInstances>().TryHoldAsync("poller", CancellationToken.None));
        Assert.False(await two.Get<IInstances>().TryHoldAsync("poller", CancellationToken.None));
        Assert.True(await one.Get<IInstances>().TryHoldAsync("poller", CancellationToken.None));

        await one.KillAsync();
        await Relay.Harness.Waiting.UntilAsync(
            () => two.Get<IInstances>().TryHoldAsync("poller", CancellationToken.None), TimeSpan.FromSeconds(40), "the role moves");
        await Database.UntilAsync("SELECT count(*) = 1 FROM instance");
    }
}

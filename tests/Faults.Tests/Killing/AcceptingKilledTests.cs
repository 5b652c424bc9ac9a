using Relay.Harness;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests.Killing;

/// <summary>Deaths while accepting: the provider repeats what was not answered, and the repeat changes nothing.</summary>
public sealed class AcceptingKilledTests
{
    [Fact]
    [Trait("Fault", "F2")]
    public async Task Killed_between_commit_and_200_the_repeated_event_changes_nothing_and_is_answered_200()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { TelegramMode = "webhook" });

        await faults.DieAtAsync(
            FailPoint.Accepted, () => faults.WriteBothWaysAsync(3), RelayService.WahelpGateway, RelayService.TelegramGateway);

        await CheckOneCopyEachAsync(faults);
    }

    [Fact]
    [Trait("Fault", "F3")]
    public async Task A_poller_killed_after_it_stored_a_batch_gets_the_same_updates_again_and_ignores_them()
    {
        await using var faults = await FaultStack.StartAsync();

        await faults.DieAtAsync(FailPoint.BatchStored, () => faults.Traffic.ClientsWriteAsync(5), RelayService.TelegramGateway);

        await CheckOneCopyEachAsync(faults);
    }

    private static async Task CheckOneCopyEachAsync(FaultStack faults)
    {
        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }
}

using Relay.Harness;

namespace Relay.Faults.Tests.Rolling;

public sealed class RollingRestartTests
{
    [Fact]
    [Trait("Fault", "F24")]
    public async Task Two_instances_of_everything_are_restarted_one_after_another_under_load_with_no_gap_and_no_copy()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions
        {
            Instances =
            [
                RelayService.ClientDirectory, RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.WahelpGateway,
                RelayService.TelegramGateway, RelayService.TelegramGateway,
            ],
        });
        await faults.WriteBothWaysAsync(each: 100, perSecond: 40);

        foreach (var instance in faults.Stack.Instances.ToList())
        {
            var ending = await instance.Process.TerminateAsync(TimeSpan.FromSeconds(25));
            Assert.Equal(0, ending.ExitCode);
            Assert.False(ending.Killed, $"{instance.Service} ends within its shutdown time");
            await instance.StartAsync();
            await instance.WaitUntilReadyAsync();
        }

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }
}

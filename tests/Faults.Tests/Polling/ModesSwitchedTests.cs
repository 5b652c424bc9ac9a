using Relay.Harness;

namespace Relay.Faults.Tests.Polling;

public sealed class ModesSwitchedTests
{
    [Fact]
    [Trait("Fault", "F37")]
    public async Task Polling_to_webhook_and_back_one_instance_after_the_other_loses_nothing_and_needs_nobody()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions
        {
            Instances = [RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.TelegramGateway, RelayService.TelegramGateway],
        });
        var gateways = faults.Stack.Instances.Where(instance => instance.Service == RelayService.TelegramGateway).ToList();

        foreach (var mode in new[] { "webhook", "polling" })
        {
            await faults.WriteBothWaysAsync(2, perSecond: 20);
            foreach (var gateway in gateways)
            {
                await gateway.Process.TerminateAsync();
                gateway.Process.Set("TELEGRAM_MODE", mode);
                await gateway.Process.StartAsync();
            }

            await faults.WriteBothWaysAsync(2, perSecond: 20);
            await Task.WhenAll(gateways.Select(gateway => gateway.WaitUntilReadyAsync()));
            await faults.CheckAsync();
        }

        Assert.DoesNotContain("A webhook that is not ours", faults.Stack.Output, StringComparison.Ordinal);
    }
}

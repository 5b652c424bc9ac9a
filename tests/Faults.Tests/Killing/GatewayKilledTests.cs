using Relay.Harness;

namespace Relay.Faults.Tests.Killing;

public sealed class GatewayKilledTests
{
    [Theory]
    [InlineData(RelayService.WahelpGateway)]
    [InlineData(RelayService.TelegramGateway)]
    [Trait("Fault", "F1")]
    public async Task A_gateway_killed_while_webhooks_arrive_loses_nothing_and_keeps_the_order(RelayService service)
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { TelegramMode = "webhook" });
        var taken = service == RelayService.WahelpGateway ? Seen.WebhookDelivered : Seen.UpdateConfirmed;
        var before = (await faults.Sandbox.CountsAsync()).GetValueOrDefault(taken);

        await faults.WriteBothWaysAsync(30);
        await faults.Sandbox.WaitForAsync(taken, before + 30, timeout: TimeSpan.FromMinutes(1));
        await faults.Stack[service].Process.KillAsync();
        await faults.Stack[service].StartAsync();

        await faults.CheckAsync();
        var refused = service == RelayService.WahelpGateway ? Seen.WebhookFailed : Seen.UpdateFailed;
        Assert.NotEmpty(await faults.Sandbox.SeenAsync(refused)); // it was killed during the traffic, not after
    }
}

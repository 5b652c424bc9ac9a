using Relay.Harness;
using Relay.Harness.Checking;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests.Killing;

public sealed class GatewayKilledTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F1")]
    public async Task A_gateway_killed_while_webhooks_arrive_loses_and_doubles_nothing()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { TelegramMode = "webhook" });

        foreach (var service in new[] { RelayService.WahelpGateway, RelayService.TelegramGateway })
        {
            var accepted = (await faults.Sandbox.CountsAsync()).GetValueOrDefault(Seen.WebhookDelivered);
            await faults.WriteBothWaysAsync(20);
            await faults.Sandbox.WaitForAsync(Seen.WebhookDelivered, accepted + 20, timeout: Patience);
            await faults.Stack[service].Process.KillAsync();
            await faults.Stack[service].StartAsync();
        }

        await faults.CheckAsync();
    }

    [Fact]
    [Trait("Fault", "F2")]
    public async Task Killed_between_commit_and_200_the_repeated_webhook_changes_nothing_and_is_answered_200()
    {
        await using var faults = await FaultStack.StartAsync(Dying(RelayService.WahelpGateway, FailPoint.Accepted));

        await faults.Traffic.ManagersWriteAsync(1);
        await RestartTheDeadAsync(faults, RelayService.WahelpGateway);

        var verdicts = await faults.CheckAsync();
        Assert.All(verdicts, verdict => Assert.Equal(0, verdict.Account.ExtraCopies));
        var failed = await faults.Sandbox.SeenAsync(Seen.WebhookFailed);
        Assert.NotEmpty(failed);
        Assert.All(failed, webhook => Assert.NotEqual(500, webhook.Status));
    }

    private static RelayStackOptions Dying(RelayService service, string failPoint) => new()
    {
        ServiceEnvironment = new Dictionary<RelayService, IReadOnlyDictionary<string, string>>
        {
            [service] = new Dictionary<string, string>(StringComparer.Ordinal) { [FailPoint.Variable] = failPoint },
        },
    };

    private static async Task RestartTheDeadAsync(FaultStack faults, RelayService service)
    {
        var process = faults.Stack[service].Process;
        await Waiting.UntilAsync(() => !process.IsRunning, Patience, $"{service} dies at its fail-point");
        process.Unset(FailPoint.Variable);
        await faults.Stack[service].StartAsync();
    }
}

using Relay.Harness;

namespace Relay.Faults.Tests.Broker;

/// <summary>Accepting does not need the broker; messages between the services wait for it.</summary>
[Collection(OnHurtServers.Name)]
public sealed class BrokerAwayTests(HurtServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The outage of this row: longer than four heartbeats, and than the limit of any send.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(90);

    private static readonly HttpClient Http = new();

    [Fact]
    [Trait("Fault", "F8")]
    public async Task A_broker_killed_under_load_costs_no_provider_its_200_and_the_backlog_drains_unmarked()
    {
        await using var faults = await servers.StartStackAsync(new RelayStackOptions { TelegramMode = "webhook" });
        await faults.WriteBothWaysAsync(each: 60, perSecond: 40); // for 15 s
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 20, timeout: Patience);

        await servers.Broker.KillAsync();

        await faults.Promise.UntilAcceptedAsync(faults.Traffic, Patience);
        await UntilAsync(faults, isReady: false);
        var gateway = faults.Stack[RelayService.TelegramGateway];
        var ending = await gateway.Process.TerminateAsync();
        Assert.False(ending.Killed, "A shutdown without a broker must end: no send may outlive its token.");
        await gateway.StartAsync();
        await servers.Broker.StartAsync();

        await CheckUndoubtedAsync(faults);
        Assert.Empty(await faults.Sandbox.SeenAsync($"{Seen.WebhookFailed},{Seen.UpdateFailed}"));
    }

    [Fact]
    [Trait("Fault", "F9")]
    public async Task A_broker_frozen_for_90_seconds_is_noticed_and_what_is_due_goes_when_it_thaws()
    {
        await using var faults = await servers.StartStackAsync();
        await faults.WriteBothWaysAsync(each: 40, perSecond: 20); // for 20 s
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 20, timeout: Patience);
        var frozen = TimeProvider.System.GetTimestamp();

        servers.Broker.Stop();

        await faults.Promise.UntilAcceptedAsync(faults.Traffic, Patience);
        await UntilAsync(faults, isReady: false);
        await Waiting.UntilAsync(() => TimeProvider.System.GetElapsedTime(frozen) > Frozen, Frozen * 2, "the time of the row is over");
        Assert.All(faults.Stack.Instances, instance => Assert.True(instance.Process.IsRunning));
        servers.Broker.Continue();

        await UntilAsync(faults, isReady: true);
        await CheckUndoubtedAsync(faults);
    }

    [Theory]
    [Trait("Fault", "F10")]
    [InlineData("memory")]
    [InlineData("disk")]
    public async Task A_broker_in_an_alarm_turns_readiness_red_and_loses_nothing(string what)
    {
        await using var faults = await servers.StartStackAsync();
        await faults.WriteBothWaysAsync(each: 5);
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 20, timeout: Patience);
        try
        {
            await (what == "memory" ? servers.Broker.RaiseMemoryAlarmAsync() : servers.Broker.RaiseDiskAlarmAsync());
            await UntilAsync(faults, isReady: false);
            await faults.WriteBothWaysAsync(each: 5);

            await faults.Promise.UntilAcceptedAsync(faults.Traffic, Patience);
            await Waiting.UntilAsync(
                () => faults.Stack.Output.Contains("The broker did not take", StringComparison.Ordinal), Patience, "publishing gives up for now");
        }
        finally
        {
            await servers.Broker.EndAlarmsAsync();
        }

        await UntilAsync(faults, isReady: true);
        await CheckUndoubtedAsync(faults);
    }

    /// <summary>Checks the promise. If no process, link or database was lost beside the broker, no send may be uncertain.</summary>
    private static async Task CheckUndoubtedAsync(FaultStack faults)
    {
        var verdicts = await faults.CheckAsync(TimeSpan.FromMinutes(3));
        Assert.All(verdicts, verdict => Assert.Equal((0, 0), (verdict.Account.ExtraCopies, verdict.Marked.Count)));
    }

    private static Task UntilAsync(FaultStack faults, bool isReady) => Waiting.UntilAsync(
        async () => (await Task.WhenAll(faults.Stack.Instances.Select(IsReadyAsync))).All(ready => ready == isReady),
        Patience,
        isReady ? "every instance is ready" : "every instance is unready");

    private static async Task<bool> IsReadyAsync(RelayInstance instance)
    {
        using var answer = await Http.GetAsync(new Uri(instance.Url, "health/ready"));
        return answer.IsSuccessStatusCode;
    }
}

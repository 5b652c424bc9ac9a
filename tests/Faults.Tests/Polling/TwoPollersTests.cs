using Relay.Harness;

namespace Relay.Faults.Tests.Polling;

public sealed class TwoPollersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F4")]
    public async Task One_of_two_instances_polls_and_when_it_is_killed_the_other_polls_within_15_seconds()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions
        {
            Instances = [RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.TelegramGateway, RelayService.TelegramGateway],
        });
        var gateways = faults.Stack.Instances.Where(instance => instance.Service == RelayService.TelegramGateway).ToList();
        var leader = Assert.Single(gateways, Polls);
        var other = gateways.Single(gateway => gateway != leader);

        await leader.Process.KillAsync();
        await faults.Traffic.ClientsWriteAsync(3);
        var written = await faults.Sandbox.SeenAsync(Seen.UpdateCreated);
        await faults.Sandbox.WaitForAsync(Seen.UpdateTaken, written.Count, timeout: Patience);

        var taken = await faults.Sandbox.SeenAsync(Seen.UpdateTaken);
        Assert.InRange(taken[^1].At - written[^1].At, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Waiting.UntilAsync(() => Polls(other), Patience, "the other says that it polls");
        Assert.Empty(await faults.Sandbox.SeenAsync(Seen.PollConflict));
        await faults.CheckAsync();
    }

    [Fact]
    [Trait("Fault", "F4")]
    public async Task A_foreign_poller_is_noticed_and_stepped_back_from_and_nothing_is_lost()
    {
        await using var faults = await FaultStack.StartAsync();
        using (var foreign = new ForeignPoller(faults.Stack.SandboxUrl))
        {
            await faults.Sandbox.WaitForAsync(Seen.PollConflict, 2, timeout: Patience);
            await faults.Traffic.ClientsWriteAsync(3);
            await Waiting.UntilAsync(
                () => faults.Stack[RelayService.TelegramGateway].Process.Output.Contains("Another program polls", StringComparison.Ordinal),
                Patience,
                "the gateway notices whom it meets");
            var polls = (await faults.Sandbox.CountsAsync())[Seen.Poll] - foreign.Polls;
            Assert.InRange(polls, 1, 200); // pauses of seconds, no hot loop
        }

        await faults.CheckAsync();
    }

    private static bool Polls(RelayInstance gateway) =>
        gateway.Process.Output.Contains("This instance polls for updates", StringComparison.Ordinal);

    /// <summary>Another program with the bot's token that polls again and again, and confirms nothing.</summary>
    private sealed class ForeignPoller : IDisposable
    {
        private readonly HttpClient http = new();
        private readonly CancellationTokenSource stop = new();
        private readonly Task polling;
        private int polls;

        public ForeignPoller(Uri telegram) => polling = PollAsync(new Uri(telegram, "/bot100500:sandbox-token/getUpdates?timeout=2"));

        public int Polls => polls;

        public void Dispose()
        {
            stop.Cancel();
            http.Dispose();
            _ = polling.Exception;
            stop.Dispose();
        }

        private async Task PollAsync(Uri url)
        {
            while (!stop.IsCancellationRequested)
            {
                polls++;
                using var answer = await http.GetAsync(url, stop.Token);
            }
        }
    }
}

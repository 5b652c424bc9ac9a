using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Stack.Tests;

[Collection(OneStack.Name)]
public sealed class ScalingTests(ComposeStack stack)
{
    private const int Clients = 20;

    [Fact]
    public async Task Three_and_two_instances_keep_order_lose_nothing_and_share_one_limit_and_one_poller_through_a_rolling_restart()
    {
        stack.MustRun();
        await stack.UpAsync("--no-recreate", "--scale", "wahelp-gateway=3", "--scale", "telegram-gateway=2");
        var before = (await stack.Sandbox.CountsAsync()).GetValueOrDefault(Seen.PollConflict);
        await stack.Sandbox.ChangeSettingsAsync(new { webhookAttempts = 0 }); // Wahelp may give up; a checker must know what was accepted
        var traffic = new Traffic(stack.Sandbox, Clients, firstChat: 8_100_001);
        await traffic.LinkAsync();

        await traffic.ManagersWriteAsync(10);
        await traffic.ClientsWriteAsync(30, perSecond: 30);
        await Task.WhenAll(RestartOneByOneAsync("wahelp-gateway"), RestartOneByOneAsync("telegram-gateway"));

        foreach (var verdict in await new Promise(stack.Sandbox, await BooksAsync()).CheckAsync(traffic, TimeSpan.FromMinutes(4)))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(verdict.ToString());
            Assert.Empty(verdict.Failed);
            Assert.Equal(0, verdict.Account.ExtraCopies);
        }

        Assert.Equal(before, (await stack.Sandbox.CountsAsync()).GetValueOrDefault(Seen.PollConflict));
        await LimitHeldAsync(traffic);
    }

    /// <summary>10 a second for the bot: two instances with separate limits would need half the time.</summary>
    private async Task LimitHeldAsync(Traffic traffic)
    {
        var times = traffic.Own(await stack.Sandbox.SeenAsync(Seen.ChatDelivered)).Select(entry => entry.At).Order().ToList();
        var shortest = times.Zip(times.Skip(100), (first, last) => last - first).Min();
        Assert.True(shortest > TimeSpan.FromSeconds(8), $"100 messages went within {shortest.TotalSeconds:0.0} s.");
    }

    private async Task RestartOneByOneAsync(string service)
    {
        foreach (var container in await stack.ContainersAsync(service))
        {
            await ComposeStack.DockerAsync("restart", container);
            await Waiting.UntilAsync(
                () => HealthyAsync(container), TimeSpan.FromMinutes(2), "a restarted container is healthy", TimeSpan.FromMilliseconds(500));
        }
    }

    private async Task<Books> BooksAsync() => new(new Dictionary<RelayService, string>
    {
        [RelayService.TelegramGateway] = await stack.PostgresAsync("telegram_gateway", "telegram_gateway"),
        [RelayService.WahelpGateway] = await stack.PostgresAsync("wahelp_gateway", "wahelp_gateway"),
    });

    private static async Task<bool> HealthyAsync(string container) =>
        (await ComposeStack.DockerAsync("inspect", "-f", "{{.State.Health.Status}}", container)).Trim() == "healthy";
}

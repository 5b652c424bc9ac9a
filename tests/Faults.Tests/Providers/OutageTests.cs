using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

public sealed class OutageTests(SharedStack shared) : IClassFixture<SharedStack>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [Trait("Fault", "F17")]
    public async Task A_storm_of_5xx_pauses_the_providers_fails_nothing_and_is_drained_in_order(int status)
    {
        var traffic = await shared.NewTrafficAsync(12);
        foreach (var at in new[] { "wahelp.send", "telegram.sendMessage" })
        {
            await shared.Sandbox.ScriptAsync(new SandboxScript { At = at, Status = status, Times = null });
        }

        var pauses = new[] { RelayService.WahelpGateway, RelayService.TelegramGateway }.ToDictionary(service => service, Pauses);

        await traffic.ClientsWriteAsync(3);
        await traffic.ManagersWriteAsync(3);
        foreach (var (service, before) in pauses)
        {
            await UntilPausedAsync(service, before);
        }

        var verdicts = await shared.HealAndCheckAsync(traffic);

        Assert.All(verdicts, verdict => Assert.Empty(verdict.Failed));
        Assert.All(verdicts, verdict => Assert.Equal(0, verdict.Account.ExtraCopies));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [Trait("Fault", "F17")]
    public async Task A_refused_account_pauses_Wahelp_turns_readiness_red_tells_the_owner_and_fails_nothing(int status)
    {
        var traffic = await shared.NewTrafficAsync(6);
        var told = (await shared.Sandbox.SeenInChatAsync(CheckedRelay.OwnerChat)).Count;
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Status = status, Times = null });

        var pauses = Pauses(RelayService.WahelpGateway);

        await traffic.ClientsWriteAsync(3);
        await UntilPausedAsync(RelayService.WahelpGateway, pauses);
        using var http = new HttpClient();
        var ready = new Uri(shared.Faults.Stack[RelayService.WahelpGateway].Url, "health/ready");
        await Waiting.UntilAsync(async () => !(await http.GetAsync(ready)).IsSuccessStatusCode, Patience, "readiness is red", TimeSpan.FromSeconds(1));
        await shared.Sandbox.WaitForAsync(Seen.ChatDelivered, told + 1, $"{CheckedRelay.OwnerChat}", timeout: TimeSpan.FromMinutes(2));
        var verdicts = await shared.HealAndCheckAsync(traffic);

        Assert.All(verdicts, verdict => Assert.Empty(verdict.Failed));
        await Waiting.UntilAsync(async () => (await http.GetAsync(ready)).IsSuccessStatusCode, Patience, "readiness is green again", TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait("Fault", "F19")]
    public async Task One_client_who_always_fails_waits_alone()
    {
        var traffic = await shared.NewTrafficAsync(20);
        var (sickPhone, sickChat) = (traffic.Phones.First(), traffic.Chats.First());
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = sickPhone, Status = 500, Times = null });
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = sickChat, Status = 500, Times = null });

        await traffic.ClientsWriteAsync(10);
        await traffic.ManagersWriteAsync(10);
        foreach (var (phone, chat) in traffic.Phones.Zip(traffic.Chats).Skip(1))
        {
            await shared.Sandbox.WaitForAsync(Seen.WahelpAccepted, 10, phone, Patience);
            await shared.Sandbox.WaitForAsync(Seen.ChatDelivered, 11, $"{chat}", Patience);
        }

        Assert.Empty(await shared.Sandbox.SeenAtWahelpAsync(sickPhone));
        var verdicts = await shared.HealAndCheckAsync(traffic);
        Assert.All(verdicts, verdict => Assert.InRange(verdict.Marked.Count, 1, 1));
    }

    private int Pauses(RelayService service) =>
        shared.Faults.Stack[service].Process.Output.Split("The provider is paused: True", StringSplitOptions.None).Length - 1;

    private Task UntilPausedAsync(RelayService service, int before) =>
        Waiting.UntilAsync(() => Pauses(service) > before, Patience, $"{service} pauses its provider");
}

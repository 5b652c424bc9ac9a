using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

public sealed class OutageTests(SharedStack shared) : IClassFixture<SharedStack>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly RelayService[] Services = [RelayService.WahelpGateway, RelayService.TelegramGateway];

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

    [Fact]
    [Trait("Fault", "F30")]
    public async Task One_client_whose_messages_are_never_taken_waits_alone_and_pauses_nobody()
    {
        var traffic = await shared.NewTrafficAsync(10);
        var (sickPhone, sickChat) = (traffic.Phones.First(), traffic.Chats.First());
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = sickPhone, Status = 503, Times = null });
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = sickChat, Status = 503, Times = null });
        var before = Services.Select(Pauses).ToList();

        await traffic.ClientsWriteAsync(5);
        await traffic.ManagersWriteAsync(5);
        foreach (var (phone, chat) in traffic.Phones.Zip(traffic.Chats).Skip(1))
        {
            await shared.Sandbox.WaitForAsync(Seen.WahelpAccepted, 5, phone, Patience);
            await shared.Sandbox.WaitForAsync(Seen.ChatDelivered, 6, $"{chat}", Patience);
        }

        Assert.Equal(before, Services.Select(Pauses));
        var verdicts = await shared.HealAndCheckAsync(traffic);
        Assert.All(verdicts, verdict => Assert.Empty(verdict.Marked));
    }

    [Fact]
    [Trait("Fault", "F29")]
    public async Task Providers_that_take_connections_and_answer_nothing_are_paused_fail_nothing_and_are_drained_in_order()
    {
        var traffic = await shared.NewTrafficAsync(6);
        foreach (var at in new[] { "wahelp", "telegram.sendMessage", "telegram.getMe" })
        {
            await shared.Sandbox.ScriptAsync(new SandboxScript { At = at, Then = "silence", Times = null });
        }

        var pauses = Services.ToDictionary(service => service, Pauses);
        await traffic.ClientsWriteAsync(3);
        await traffic.ManagersWriteAsync(3);
        foreach (var (service, before) in pauses)
        {
            await UntilPausedAsync(service, before);
        }

        // the fault lasts: longer than two attempts of each would take
        await Task.Delay(TimeSpan.FromSeconds(45), TimeProvider.System, TestContext.Current.CancellationToken);
        var verdicts = await shared.HealAndCheckAsync(traffic);

        Assert.All(verdicts, verdict => Assert.Empty(verdict.Failed));
        Assert.All(verdicts, verdict => Assert.Equal(0, verdict.Account.ExtraCopies));
    }

    [Fact]
    [Trait("Fault", "F31")]
    public async Task In_a_quiet_relay_a_message_that_Wahelp_refuses_is_its_own_fault_and_readiness_stays_green()
    {
        var traffic = await shared.NewTrafficAsync(2);
        var (phone, chat) = (traffic.Phones.First(), traffic.Chats.First());
        var process = shared.Faults.Stack[RelayService.WahelpGateway].Process;
        await process.TerminateAsync();
        await process.StartAsync(); // it has heard of nobody
        var pauses = Pauses(RelayService.WahelpGateway);
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = phone, Status = 422, Description = "Что-то новое" });
        var said = (await shared.Sandbox.SeenInChatAsync(chat)).Count;

        await shared.Sandbox.ClientWritesAsync(chat, "это Wahelp не примет");
        await shared.Sandbox.WaitInChatAsync(chat, said + 1, Patience); // word of it

        await traffic.ClientsWriteAsync(2);
        await shared.HealAndCheckAsync(traffic);
        Assert.Equal(pauses, Pauses(RelayService.WahelpGateway));
    }

    [Fact]
    [Trait("Fault", "F36")]
    public async Task While_Wahelp_refuses_the_account_a_stranger_is_asked_for_the_contact()
    {
        var traffic = await shared.NewTrafficAsync(4);
        await shared.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Status = 401, Times = null });
        var pauses = Pauses(RelayService.WahelpGateway);
        await traffic.ClientsWriteAsync(1);
        await UntilPausedAsync(RelayService.WahelpGateway, pauses);

        const long Stranger = 6_900_001;
        await shared.Sandbox.ClientWritesAsync(Stranger, "Здравствуйте");
        await shared.Sandbox.WaitInChatAsync(Stranger, 1, Patience);

        await shared.Sandbox.ClientSharesContactAsync(Stranger);
        await shared.HealAndCheckAsync(traffic);
    }

    private int Pauses(RelayService service) =>
        shared.Faults.Stack[service].Process.Output.Split("The provider is paused: True", StringSplitOptions.None).Length - 1;

    private Task UntilPausedAsync(RelayService service, int before) =>
        Waiting.UntilAsync(() => Pauses(service) > before, Patience, $"{service} pauses its provider");
}

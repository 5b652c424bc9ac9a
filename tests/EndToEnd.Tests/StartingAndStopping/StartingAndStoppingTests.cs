using Relay.Harness;

namespace Relay.EndToEnd.Tests.StartingAndStopping;

public sealed class StartingAndStoppingTests
{
    [Fact]
    public async Task Services_start_in_any_order_and_catch_up_with_what_came_before_them()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions { Instances = [RelayService.TelegramGateway] });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long chat = 5_000_001;
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.ClientWritesAsync(chat, "первое");
        await sandbox.WaitForAsync(Seen.UpdateConfirmed, 2, timeout: TimeSpan.FromSeconds(30));

        await (await stack.AddInstanceAsync(RelayService.WahelpGateway)).WaitUntilReadyAsync();
        await sandbox.ClientWritesAsync(chat, "второе");
        await (await stack.AddInstanceAsync(RelayService.ClientDirectory)).WaitUntilReadyAsync();

        var seen = await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 2, TimeSpan.FromMinutes(1));
        Assert.Equal(["первое", "второе"], seen.Select(entry => entry.Text));
    }

    [Fact]
    public async Task Two_instances_of_each_gateway_share_the_work_and_one_of_each_may_be_killed()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Instances =
            [
                RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.WahelpGateway,
                RelayService.TelegramGateway, RelayService.TelegramGateway,
            ],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_TELEGRAM_RATE"] = "0" },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long first = 5_200_000;
        const int clients = 20;
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = clients, Clients = clients, FirstChat = first, Kind = "contact" });
        await sandbox.WaitForAsync(Seen.ChatDelivered, clients, timeout: TimeSpan.FromMinutes(1));
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 400, Clients = clients, FirstChat = first, Text = "{n}" });
        await sandbox.WaitForAsync(Seen.WahelpAccepted, 40, timeout: TimeSpan.FromMinutes(1));

        await stack.Instances.Last(instance => instance.Service == RelayService.WahelpGateway).Process.KillAsync();
        await stack[RelayService.TelegramGateway].Process.KillAsync();
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 200, Clients = clients, FirstChat = first, Text = "{n}", FirstNumber = 21 });

        for (var chat = first; chat < first + clients; chat++)
        {
            // A message whose call was running at the kill may come twice; it is then marked, and no message overtakes another.
            var phone = SandboxClient.PhoneOf(chat);
            await Waiting.UntilAsync(async () => (await FirstCopiesAsync(phone)).Count == 30, TimeSpan.FromMinutes(2), "all 30 messages of a client arrive");
            Assert.Equal(Enumerable.Range(1, 30), await FirstCopiesAsync(phone));
        }

        Assert.Equal(0, (await sandbox.CountsAsync()).GetValueOrDefault(Seen.PollConflict));

        async Task<List<int>> FirstCopiesAsync(string phone) =>
            [.. (await sandbox.SeenAtWahelpAsync(phone)).Select(entry => int.Parse(entry.Text!)).Distinct()];
    }

    [Fact]
    public async Task Stopping_finishes_what_is_in_flight_and_nothing_is_lost_or_doubled()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_TELEGRAM_RATE"] = "0" },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long first = 5_100_000;
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 20, Clients = 20, FirstChat = first, Kind = "contact" });
        await sandbox.WaitForAsync(Seen.ChatDelivered, 20, timeout: TimeSpan.FromMinutes(1));
        await sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", DelayMs = 300, Times = null });
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = 200, Clients = 20, FirstChat = first, Text = "{n}" });
        await sandbox.WaitForAsync(Seen.WahelpAccepted, 40, timeout: TimeSpan.FromMinutes(1));

        foreach (var instance in stack.Instances.ToList())
        {
            var ending = await instance.Process.TerminateAsync(TimeSpan.FromSeconds(25));
            Assert.Equal(0, ending.ExitCode);
            Assert.InRange(ending.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            await instance.StartAsync();
        }

        for (var chat = first; chat < first + 20; chat++)
        {
            var seen = await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat), 10, TimeSpan.FromMinutes(1));
            Assert.Equal(Enumerable.Range(1, 10).Select(n => $"{n}"), seen.Select(entry => entry.Text));
        }
    }
}

using System.Net;
using System.Text;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Providers;

public sealed class FloodTests
{
    /// <summary>Resident memory of a gateway that would show something kept per message; at rest it is below 200 MB.</summary>
    private const long Bound = 400L * 1024 * 1024;

    [Fact]
    [Trait("Fault", "F23")]
    public async Task A_burst_of_10000_updates_against_a_slow_provider_stays_in_the_tables_and_a_late_client_is_not_behind_all_of_it()
    {
        await using var faults = await FaultStack.StartAsync(clients: 100);
        var late = new Traffic(faults.Sandbox, clients: 1, firstChat: 6_900_001);
        await late.LinkAsync();
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", DelayMs = 100, Times = null });

        await faults.Traffic.ClientsWriteAsync(100);
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 1000, timeout: TimeSpan.FromMinutes(1));
        await late.ClientsWriteAsync(1);
        await faults.Sandbox.WaitForAsync(Seen.WahelpAccepted, 1, late.Phones.Single(), TimeSpan.FromMinutes(2));
        var before = (await faults.Sandbox.CountsAsync())[Seen.WahelpAccepted];
        Assert.True(before < 9_000, $"the late client's message came after {before} of 10000");

        await faults.CheckAsync(TimeSpan.FromMinutes(4));
        Assert.All(faults.Stack.Instances, instance => Assert.InRange(instance.Process.ResidentBytes(), 1, Bound));
    }

    [Fact]
    [Trait("Fault", "F27")]
    public async Task Webhooks_without_the_secret_too_large_too_deep_or_replayed_are_refused_kept_or_answered_without_effect()
    {
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { TelegramMode = "webhook" }, clients: 1);
        var token = faults.Stack.WahelpWebhookToken;
        var wahelp = new Uri(faults.Stack[RelayService.WahelpGateway].Url, "wahelp/webhook");
        var telegram = new Uri(faults.Stack[RelayService.TelegramGateway].Url, "telegram/webhook");
        var reply = """{"action":"channel.message.created","payload":{"id":991,"destination":"from_operator","message":{"text":"ответ """
            + """1"},"user":{"phone":"PHONE"}}}"""
            .Replace("PHONE", faults.Traffic.Phones.Single(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(wahelp, reply));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(new Uri(wahelp, "?token=wrong"), reply));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(telegram, """{"update_id":1}"""));
        var open = new Uri(wahelp, $"?token={token}");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(open, new string('[', 10_000))); // kept as a dead letter
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(open, $"\"{new string('x', 2 * 1024 * 1024)}\""));
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(open, reply));
        }

        await faults.Sandbox.WaitInChatAsync(faults.Traffic.Chats.Single(), 2);
        await faults.CheckAsync();
        Assert.Equal(2, (await faults.Sandbox.SeenInChatAsync(faults.Traffic.Chats.Single())).Count); // thanked, and the one reply
    }

    private static async Task<HttpStatusCode> PostAsync(Uri url, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(url, content);
        return answer.StatusCode;
    }
}

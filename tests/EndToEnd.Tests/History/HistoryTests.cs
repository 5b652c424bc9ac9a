using Relay.Harness;

namespace Relay.EndToEnd.Tests.History;

/// <summary>Wahelp's history replaces webhooks and answers that never came.</summary>
public sealed class HistoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_reply_whose_webhook_was_lost_is_found_in_the_history_and_reaches_the_client_once()
    {
        await using var stack = await RelayStack.StartAsync();
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        var (chat, phone) = await LinkedAsync(sandbox, 5_400_001);
        await sandbox.ManagerRepliesAsync(phone, "пришло само"); // its id shows that the history spells ids as webhooks do
        await sandbox.WaitInChatAsync(chat, 2, Patience);
        var gateway = stack[RelayService.WahelpGateway];
        await gateway.Process.TerminateAsync();
        await sandbox.ChangeSettingsAsync(new { webhookAttempts = 1 });
        await sandbox.ManagerRepliesAsync(phone, "потерялось", createdAt: TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(40));
        await sandbox.WaitForAsync(Seen.WebhookDropped, timeout: Patience);

        await gateway.StartAsync();
        await sandbox.WaitInChatAsync(chat, 3, Patience);
        await gateway.Process.TerminateAsync();
        await gateway.StartAsync(); // reads again, and finds nothing new
        await gateway.WaitUntilReadyAsync();
        await sandbox.ManagerRepliesAsync(phone, "пришло само опять");
        await sandbox.WaitInChatAsync(chat, 4, Patience);

        Assert.Equal(
            ["пришло само", "потерялось", "пришло само опять"], (await sandbox.SeenInChatAsync(chat)).Skip(1).Select(entry => entry.Text));
    }

    [Theory]
    [InlineData("at-least-once")]
    [InlineData("at-most-once")]
    public async Task A_message_that_got_no_answer_and_stands_in_the_history_is_delivered_and_not_sent_again(string policy)
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_UNCERTAIN"] = policy },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        var (chat, phone) = await LinkedAsync(sandbox, 5_400_101);
        await sandbox.ClientWritesAsync(chat, "раз");
        await sandbox.WaitAtWahelpAsync(phone, 1, Patience);
        await sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Accept = true, Then = "abort" });

        await sandbox.ClientWritesAsync(chat, "два");
        await sandbox.ClientWritesAsync(chat, "три");
        await sandbox.WaitAtWahelpAsync(phone, 3, Patience);

        Assert.Equal(["раз", "два", "три"], (await sandbox.SeenAtWahelpAsync(phone)).Select(entry => entry.Text));
        Assert.Single(await sandbox.SeenInChatAsync(chat)); // thanked for the contact, and informed of no failure
    }

    private static async Task<(long Chat, string Phone)> LinkedAsync(SandboxClient sandbox, long chat)
    {
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.WaitInChatAsync(chat, timeout: Patience);
        return (chat, SandboxClient.PhoneOf(chat));
    }
}

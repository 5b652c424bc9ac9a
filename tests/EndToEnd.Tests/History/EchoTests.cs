using Relay.Harness;

namespace Relay.EndToEnd.Tests.History;

/// <summary>Wahelp's events about the relay's own messages. Only these tests use this relay, because the kind of echoes is a setting of its sandbox.</summary>
public sealed class EchoTests(RelayFixture relay) : IClassFixture<RelayFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SandboxClient Sandbox => relay.Sandbox;

    [Theory]
    [InlineData("before")]
    [InlineData("twice")]
    public async Task An_echo_that_overtakes_the_answer_or_comes_twice_reaches_no_client(string echo)
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ChangeSettingsAsync(new { account = new { echo }, webhookAttempts = 0 });

        await ReachesNobodyAsync(Sandbox, chat, phone);
    }

    /// <summary>
    /// In a separate relay. Only the text shows that the echo is ours: it becomes a dead letter, and the manager gets a note. If the history has shown
    /// how our messages come back, it settles the message; otherwise the message goes again.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_echo_without_an_id_of_a_message_that_got_no_answer_reaches_no_client(bool historyCounts)
    {
        await using var stack = await RelayStack.StartAsync();
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        const long chat = 5_400_201;
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.WaitInChatAsync(chat, timeout: Patience);
        if (historyCounts)
        {
            await sandbox.ClientSharesContactAsync(chat + 1);
            await sandbox.ClientWritesAsync(chat + 1, "раньше");
            await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(chat + 1), timeout: Patience);
        }

        await sandbox.ChangeSettingsAsync(new { account = new { echo = "after", echoHasId = false }, webhookAttempts = 0 });
        await sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Accept = true, Then = "silence" });

        await ReachesNobodyAsync(sandbox, chat, SandboxClient.PhoneOf(chat), mayGoAgain: !historyCounts);
    }

    private static async Task ReachesNobodyAsync(SandboxClient sandbox, long chat, string phone, bool mayGoAgain = false)
    {
        await sandbox.ClientWritesAsync(chat, "слышно?");
        await sandbox.WaitForAsync(Seen.EchoCreated, party: phone, timeout: Patience);
        await sandbox.WaitForAsync(Seen.WebhookDelivered, party: phone, timeout: Patience);
        await sandbox.ManagerRepliesAsync(phone, "слышно");
        await sandbox.WaitInChatAsync(chat, 2, Patience);

        Assert.Equal(["слышно"], (await sandbox.SeenInChatAsync(chat)).Skip(1).Select(entry => entry.Text));
        var ours = (await sandbox.SeenAtWahelpAsync(phone)).Where(entry => !entry.Text!.StartsWith("⟦Relay⟧", StringComparison.Ordinal))
            .Select(entry => entry.Text).ToList();
        Assert.InRange(ours.Count, 1, mayGoAgain ? 2 : 1);
        Assert.All(ours, text => Assert.Equal("слышно?", text));
    }
}

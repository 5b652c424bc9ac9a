using Relay.Harness;

namespace Relay.EndToEnd.Tests.History;

/// <summary>What Wahelp tells the relay of the relay's own messages. Only these tests use this relay: how echoes come is a setting of its sandbox.</summary>
public sealed class EchoTests(RelayFixture relay) : IClassFixture<RelayFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SandboxClient Sandbox => relay.Sandbox;

    [Theory]
    [InlineData("before")]
    [InlineData("twice")]
    [InlineData("withoutId")]
    public async Task An_echo_that_overtakes_the_answer_comes_twice_or_carries_no_id_reaches_no_client(string echo)
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        await Sandbox.ChangeSettingsAsync(new { echo, webhookAttempts = 0 });
        if (echo == "withoutId")
        {
            await Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.send", Accept = true, Then = "silence" });
        }

        await Sandbox.ClientWritesAsync(chat, "слышно?");
        await Sandbox.WaitForAsync(Seen.EchoCreated, party: phone, timeout: Patience);
        await Sandbox.WaitForAsync(Seen.WebhookDelivered, party: phone, timeout: Patience);
        await Sandbox.ManagerRepliesAsync(phone, "слышно");
        await Sandbox.WaitInChatAsync(chat, 2, Patience);

        Assert.Equal(["слышно"], (await Sandbox.SeenInChatAsync(chat)).Skip(1).Select(entry => entry.Text));
        Assert.Single(await Sandbox.SeenAtWahelpAsync(phone));
    }
}

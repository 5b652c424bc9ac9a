using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class UpdatesByWebhookTests
{
    [Fact]
    public async Task The_next_update_of_a_chat_waits_for_a_2xx_while_other_chats_go_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ChangeSettingsAsync(new { telegramBackoffMs = 20 });
        receiver.Refuse = body => body.Contains("stuck", StringComparison.Ordinal);
        await sandbox.BotAsync("setWebhook", new { url = receiver.Url, secret_token = "s3cret" });

        await sandbox.Control.ClientWritesAsync(1, "stuck");
        await sandbox.Control.ClientWritesAsync(1, "after it");
        await sandbox.Control.ClientWritesAsync(2, "other chat");
        await sandbox.Control.WaitForAsync(Seen.UpdateConfirmed, 1, "2");
        await sandbox.Control.WaitForAsync(Seen.UpdateFailed, 3, "1");
        Assert.DoesNotContain(receiver.Bodies, body => body.Contains("after it", StringComparison.Ordinal));

        receiver.Refuse = _ => false;
        await sandbox.Control.WaitForAsync(Seen.UpdateConfirmed, 2, "1");

        Assert.Contains("after it", receiver.Bodies[^1], StringComparison.Ordinal);
        Assert.All(receiver.Headers, headers => Assert.Equal("s3cret", headers["X-Telegram-Bot-Api-Secret-Token"]));
    }

    [Fact]
    public async Task What_waited_before_the_webhook_was_set_is_delivered_first()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientWritesAsync(1, "first");

        await sandbox.BotAsync("setWebhook", new { url = receiver.Url });
        await sandbox.Control.ClientWritesAsync(1, "second");
        await sandbox.Control.WaitForAsync(Seen.UpdateConfirmed, 2);

        Assert.Collection(
            receiver.Bodies,
            body => Assert.Contains("first", body, StringComparison.Ordinal),
            body => Assert.Contains("second", body, StringComparison.Ordinal));
        var (_, info) = await sandbox.BotAsync("getWebhookInfo");
        Assert.Equal(0, info.GetProperty("result").GetProperty("pending_update_count").GetInt32());
    }

    [Fact]
    public async Task Deleting_the_webhook_leaves_the_rest_to_pollers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await RunningSandbox.StartAsync();
        receiver.Refuse = _ => true;
        await sandbox.BotAsync("setWebhook", new { url = receiver.Url });
        var written = await sandbox.Control.ClientWritesAsync(1, "text");
        await sandbox.Control.WaitForAsync(Seen.UpdateFailed);

        await sandbox.BotAsync("deleteWebhook");

        Assert.Equal([written.UpdateId], await sandbox.PollAsync());
    }

    [Theory]
    [InlineData("https://relay.example/telegram/webhook", "with space")]
    [InlineData("http://relay.example/telegram/webhook", "good")]
    [InlineData("no url", "good")]
    public async Task A_bad_webhook_is_refused(string url, string secret)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var (status, _) = await sandbox.BotAsync("setWebhook", new { url, secret_token = secret });

        Assert.Equal(400, status);
        Assert.Empty(await sandbox.PollAsync());
    }
}

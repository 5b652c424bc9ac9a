using System.Text.Json.Nodes;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class WahelpWebhookTests
{
    private const string Phone = "+79991234567";

    [Fact]
    public async Task A_managers_reply_is_posted_with_the_token_in_the_url()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await StartAsync(receiver);

        var id = await sandbox.Control.ManagerRepliesAsync(Phone, "Добрый день");
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 1, Phone);

        Assert.Equal("?token=webhook-token-of-the-sandbox", Assert.Single(receiver.Queries));
        var body = JsonNode.Parse(receiver.Bodies[0])!;
        var payload = body["payload"]!;
        Assert.Equal("channel.message.created", body["action"]!.GetValue<string>());
        Assert.Equal("from_operator", payload["destination"]!.GetValue<string>());
        Assert.Equal(Phone, payload["user"]!["phone"]!.GetValue<string>());
        Assert.Equal(("Добрый день", id), (payload["message"]!["text"]!.GetValue<string>(), payload["message"]!["id"]!.GetValue<long>()));
        Assert.Equal(RunningSandbox.Options.ChannelUuid, payload["channel"]!["uuid"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("eventData", "$.data.phone")]
    [InlineData("typeData", "$.data.phone")]
    [InlineData("dataList", "$.data[0].phone")]
    [InlineData("list", "$[0].payload.phone")]
    [InlineData("bareList", "$[0].phone")]
    public async Task Every_envelope_and_field_can_be_chosen(string envelope, string phoneAt)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await StartAsync(receiver);
        var shape = new
        {
            envelope,
            phoneField = "phone",
            phoneSpelling = "number",
            textField = "message",
            idField = "message_id",
            idSpelling = "text",
            channelField = "channel.alias",
            timeField = "created_at",
            timeSpelling = "unix",
            tokenPlace = "header",
        };

        await sandbox.Control.ManagerRepliesAsync(Phone, "text", id: 5, shape: shape);
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered);

        var phone = At(JsonNode.Parse(receiver.Bodies[0])!, phoneAt);
        Assert.Equal(79991234567, phone.GetValue<long>());
        var data = phone.Parent!;
        Assert.Equal(("text", "5"), (data["message"]!.GetValue<string>(), data["message_id"]!.GetValue<string>()));
        Assert.Equal("clients_tg", data["channel"]!["alias"]!.GetValue<string>());
        Assert.True(data["created_at"]!.GetValue<long>() > 1_700_000_000);
        Assert.Equal("webhook-token-of-the-sandbox", receiver.Headers[0]["X-Wahelp-Token"]);
    }

    [Fact]
    public async Task A_shape_that_contradicts_itself_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Control.ManagerRepliesAsync(
            Phone, "text", shape: new { textField = "message", idField = "message.id" }));
    }

    [Fact]
    public async Task A_failed_webhook_is_repeated_in_order_and_given_up_as_the_settings_say()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await StartAsync(receiver);
        await sandbox.Control.ChangeSettingsAsync(new { webhookAttempts = 3, webhookBackoffMs = 10 });
        receiver.Refuse = body => body.Contains("lost", StringComparison.Ordinal);

        await sandbox.Control.ManagerRepliesAsync(Phone, "lost");
        await sandbox.Control.ManagerRepliesAsync(Phone, "after it");
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered);

        var seen = await sandbox.Control.SeenAsync($"{Seen.WebhookFailed},{Seen.WebhookDropped},{Seen.WebhookDelivered}");
        Assert.Equal(
            [Seen.WebhookFailed, Seen.WebhookFailed, Seen.WebhookFailed, Seen.WebhookDropped, Seen.WebhookDelivered],
            seen.Select(entry => entry.What));
        Assert.Equal([500, 500, 500], seen.Take(3).Select(entry => entry.Status));
    }

    [Fact]
    public async Task Webhooks_can_be_doubled_and_shuffled()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sandbox = await StartAsync(receiver);
        await sandbox.Control.DisturbWebhooksAsync(doubled: 1, shuffled: 2);

        await sandbox.Control.ManagerRepliesAsync(Phone, "one");
        await sandbox.Control.ManagerRepliesAsync(Phone, "two");
        await sandbox.Control.ManagerRepliesAsync(Phone, "three");
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 4);

        Assert.Equal(["two", "one", "one", "three"], receiver.Bodies.Select(body => TextOf(body)));
    }

    private static Task<RunningSandbox> StartAsync(Receiver receiver) =>
        RunningSandbox.StartAsync(RunningSandbox.Options with { WebhookUrl = receiver.Url });

    private static string TextOf(string body) => JsonNode.Parse(body)!["payload"]!["message"]!["text"]!.GetValue<string>();

    /// <summary>The node at a path as JsonNode.GetPath writes it.</summary>
    private static JsonNode At(JsonNode root, string path)
    {
        foreach (var step in path[1..].Split('.', '[').Where(step => step.Length > 0))
        {
            root = (step.EndsWith(']') ? root[int.Parse(step[..^1])] : root[step])!;
        }

        return root;
    }
}

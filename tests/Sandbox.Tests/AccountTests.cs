using System.Globalization;
using System.Text.Json.Nodes;
using System.Web;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>The effect of each trait of a Wahelp account.</summary>
public sealed class AccountTests
{
    private const string Phone = "+79991234567";

    [Fact]
    public async Task By_default_ids_are_numbers_everywhere_and_a_send_causes_no_webhook()
    {
        await using var wahelp = await PlayedAccount.StartAsync();

        var answer = await wahelp.SendAsync("from the client");
        var id = await wahelp.ManagerWritesAsync("answer");

        Assert.Equal(id, wahelp.Payloads.Single()["message"]!["id"]!.GetValue<long>());
        var history = await wahelp.HistoryAsync();
        Assert.Equal([id, answer["id"]!.GetValue<long>()], history.Select(message => message!["id"]!.GetValue<long>()));
        Assert.EndsWith("+00:00", history[0]!["created_at"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_can_have_numbers_where_webhooks_have_uuids()
    {
        await using var wahelp = await PlayedAccount.StartAsync("webhook-uuids");

        var answer = await wahelp.SendAsync("from the client");
        await wahelp.ManagerWritesAsync("answer", atLeast: 2);
        await wahelp.ManagerWritesAsync("the same again", id: answer["id"]!.GetValue<long>(), atLeast: 3);

        var uuids = wahelp.Payloads.Select(payload => Guid.Parse(payload["message_uuid"]!.GetValue<string>())).ToList();
        Assert.Equal(uuids[0], uuids[2]);
        Assert.NotEqual(uuids[0], uuids[1]);
    }

    [Fact]
    public async Task There_can_be_no_ids_at_all()
    {
        await using var wahelp = await PlayedAccount.StartAsync("no-ids");

        var answer = await wahelp.SendAsync("from the client");
        await wahelp.ManagerWritesAsync("answer", atLeast: 2);

        Assert.Null(answer["id"]);
        Assert.All(wahelp.Payloads, payload => Assert.Null(payload["message"]!["id"]));
        Assert.All(await wahelp.HistoryAsync(), message => Assert.Null(message!["id"]));
    }

    [Theory]
    [InlineData("echo-before", 1, "from_operator", true)]
    [InlineData("echo-after", 1, "from_operator", true)]
    [InlineData("echo-twice", 2, "from_operator", true)]
    [InlineData("echo-without-direction", 1, null, true)]
    [InlineData("echo-without-id", 1, "from_operator", false)]
    public async Task A_send_comes_back_as_the_account_does_it(string account, int times, string? direction, bool hasId)
    {
        await using var wahelp = await PlayedAccount.StartAsync(account);

        var answer = await wahelp.SendAsync("from the client");
        if (account == "echo-before")
        {
            Assert.Single(wahelp.Payloads);
        }

        await wahelp.Control.WaitForAsync(Seen.WebhookDelivered, times);
        Assert.Equal(times, wahelp.Payloads.Count);
        Assert.All(wahelp.Payloads, payload =>
        {
            Assert.Equal("from the client", payload["message"]!["text"]!.GetValue<string>());
            Assert.Equal(direction, payload["destination"]?.GetValue<string>());
            Assert.Equal(hasId ? answer["id"]!.GetValue<long>() : null, payload["message"]!["id"]?.GetValue<long>());
        });
    }

    [Fact]
    public async Task An_echo_comes_at_once_where_a_script_withholds_the_answer()
    {
        await using var wahelp = await PlayedAccount.StartAsync("echo-after");
        await wahelp.Control.ScriptAsync(new SandboxScript { At = "wahelp.send", Accept = true, Then = "silence" });

        var unanswered = wahelp.PostAsync("messages", Message("from the client"));
        await wahelp.Control.WaitForAsync(Seen.WebhookDelivered);

        Assert.False(unanswered.IsCompleted);
    }

    [Fact]
    public async Task The_messages_method_can_be_missing_while_the_history_at_its_address_is_there()
    {
        await using var wahelp = await PlayedAccount.StartAsync("no-messages-method");

        var (status, _) = await wahelp.PostAsync("messages", Message("from the client"));

        Assert.Equal(404, status);
        Assert.Equal(404, Assert.Single(await wahelp.Control.SeenAsync(Seen.WahelpRefused)).Status);
        Assert.Empty(await wahelp.HistoryAsync());
    }

    [Theory]
    [InlineData("destination-honoured", "from", "from", "from")]
    [InlineData("destination-honoured", "comment", "comment", "comment")]
    [InlineData("destination-honoured", null, null, "from_operator")]
    [InlineData("standard", "from", null, "from_operator")]
    public async Task A_destination_is_honoured_or_ignored(string account, string? asked, string? recorded, string told)
    {
        await using var wahelp = await PlayedAccount.StartAsync(account);
        await wahelp.Control.ChangeSettingsAsync(new { account = new { echo = "before" } });

        await wahelp.SendToUserAsync(new { text = "text", destination = asked });

        Assert.Equal(recorded, Assert.Single(await wahelp.Control.SeenAtWahelpAsync(Phone)).Destination);
        Assert.Equal(told, (await wahelp.HistoryAsync())[0]!["destination"]!.GetValue<string>());
        Assert.Equal(told, Assert.Single(wahelp.Payloads)["destination"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_destination_may_come_in_a_form()
    {
        await using var wahelp = await PlayedAccount.StartAsync("destination-honoured");
        using var form = new MultipartFormDataContent { { new StringContent("из формы"), "text" }, { new StringContent("from"), "destination" } };

        await wahelp.SendToUserAsync(form);

        var seen = Assert.Single(await wahelp.Control.SeenAtWahelpAsync(Phone));
        Assert.Equal(("из формы", "from"), (seen.Text, seen.Destination));
    }

    [Fact]
    public async Task Times_can_be_Moscows_without_a_zone()
    {
        await using var wahelp = await PlayedAccount.StartAsync("moscow-time");
        var noon = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        await wahelp.ManagerWritesAsync("answer", createdAt: noon);

        Assert.Equal("2026-01-31 15:00:00", Assert.Single(wahelp.Payloads)["message"]!["created_at"]!.GetValue<string>());
        var listed = DateTime.ParseExact(
            (await wahelp.HistoryAsync())[0]!["created_at"]!.GetValue<string>(), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var seen = Assert.Single(await wahelp.Control.SeenAsync(Seen.ManagerWrote)).At;
        Assert.Equal(seen.UtcDateTime.AddHours(3), listed, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_history_can_have_other_ids_than_webhooks()
    {
        await using var wahelp = await PlayedAccount.StartAsync("history-other-ids");

        var id = await wahelp.ManagerWritesAsync("answer");

        Assert.Equal(id, Assert.Single(wahelp.Payloads)["message"]!["id"]!.GetValue<long>());
        Assert.True(Guid.TryParse((await wahelp.HistoryAsync())[0]!["id"]!.GetValue<string>(), out _));
    }

    [Theory]
    [InlineData("history-unauthorized", 401)]
    [InlineData("history-absent", 404)]
    public async Task The_history_alone_can_be_refused(string account, int expected)
    {
        await using var wahelp = await PlayedAccount.StartAsync(account);

        var (status, _) = await wahelp.CallAsync(HttpMethod.Get, "messages?limit=10");

        Assert.Equal(expected, status);
        Assert.Equal(expected, Assert.Single(await wahelp.Control.SeenAsync(Seen.CallRefused)).Status);
        Assert.NotNull((await wahelp.SendAsync("the token is good"))["id"]);
    }

    [Theory]
    [InlineData("messages", "channel.message.created")]
    [InlineData("updates", "channel.message.updated")]
    public async Task Statuses_follow_each_new_message_instead_of_text(string statuses, string action)
    {
        await using var wahelp = await PlayedAccount.StartAsync();
        await wahelp.Control.ChangeSettingsAsync(new { account = new { statuses } });

        var answer = await wahelp.SendAsync("from the client");
        await wahelp.Control.WaitForAsync(Seen.WebhookDelivered, 2);
        var id = await wahelp.ManagerWritesAsync("answer", atLeast: 5);

        Assert.Equal(
            [("delivered", answer["id"]!.GetValue<long>(), null), ("read", answer["id"]!.GetValue<long>(), null), (null, id, "answer"),
            ("delivered", id, null), ("read", id, null)],
            wahelp.Payloads.Select(payload => (
                payload["status"]?.GetValue<string>(), payload["message"]!["id"]!.GetValue<long>(), payload["message"]!["text"]?.GetValue<string>())));
        Assert.Equal(action, wahelp.Bodies[^1]["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task Webhooks_can_be_forms()
    {
        await using var wahelp = await PlayedAccount.StartAsync("form-bodies");

        var id = await wahelp.ManagerWritesAsync("10% & больше");

        Assert.Equal("application/x-www-form-urlencoded", wahelp.Receiver.Headers[0]["Content-Type"]);
        var form = HttpUtility.ParseQueryString(wahelp.Receiver.Bodies[0]);
        Assert.Equal(("channel.message.created", Phone), (form["action"], form["payload[user][phone]"]));
        Assert.Equal(("10% & больше", id.ToString()), (form["payload[message][text]"], form["payload[message][id]"]));
    }

    [Fact]
    public async Task Webhooks_can_be_forms_that_hold_JSON()
    {
        await using var wahelp = await PlayedAccount.StartAsync("form-of-json");

        await wahelp.ManagerWritesAsync("answer");

        var form = HttpUtility.ParseQueryString(wahelp.Receiver.Bodies[0]);
        Assert.Equal(["action", "payload"], form.AllKeys);
        Assert.Equal("answer", JsonNode.Parse(form["payload"]!)!["message"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Traits_combine_and_a_messages_own_shape_is_laid_over_them()
    {
        await using var wahelp = await PlayedAccount.StartAsync("moscow-time");
        await wahelp.Control.ChangeSettingsAsync(new { account = new { webhook = new { format = "form", idSpelling = "uuid", channelField = "channel_id" } } });

        await wahelp.Control.ManagerRepliesAsync(Phone, "answer", shape: new { direction = "from_whatsapp" });
        await wahelp.Control.WaitForAsync(Seen.WebhookDelivered);

        var form = HttpUtility.ParseQueryString(wahelp.Receiver.Bodies[0]);
        Assert.Equal(("from_whatsapp", "1"), (form["payload[destination]"], form["payload[channel_id]"]));
        Assert.True(Guid.TryParse(form["payload[message][id]"], out _));
        Assert.DoesNotContain('+', form["payload[message][created_at]"]!);
    }

    private static object Message(string text) => new { user = new { phone = Phone, name = "Иван" }, message = new { text } };
}

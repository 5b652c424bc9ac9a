using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class WahelpApiTests
{
    private const string Phone = "+79991234567";

    [Theory]
    [InlineData("app")]
    [InlineData("api/app")]
    public async Task Both_roots_take_a_clients_message_by_profile_messages(string root)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();

        var (status, body) = await sandbox.WahelpAsync(
            HttpMethod.Post,
            RunningSandbox.ChannelPath + "/messages",
            new { user = new { phone = "8 (999) 123-45-67", name = "Иван" }, message = new { text = "Привет" } },
            token,
            project: null,
            root);

        Assert.Equal(200, status);
        Assert.True(body["success"]!.GetValue<bool>());
        var seen = Assert.Single(await sandbox.Control.SeenAtWahelpAsync(Phone));
        Assert.Equal(("Привет", "Иван", "messages"), (seen.Text, seen.Name, seen.Detail));
        Assert.Equal(body["data"]!["id"]!.GetValue<long>(), seen.Id);
    }

    [Fact]
    public async Task Profile_send_message_finds_the_user_and_sends_to_its_id()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();

        var (_, user) = await sandbox.WahelpAsync(
            HttpMethod.Post, RunningSandbox.ChannelPath + "/users", new { phone = Phone, name = "Иван", need_create = true }, token);
        var id = user["data"]!["id"]!.GetValue<long>();
        var (status, body) = await sandbox.WahelpAsync(
            HttpMethod.Post, $"{RunningSandbox.ChannelPath}/send_message/{id}", new { text = "Привет" }, token);

        Assert.Equal(200, status);
        var seen = Assert.Single(await sandbox.Control.SeenAtWahelpAsync(Phone));
        Assert.Equal((body["data"]!["id"]!.GetValue<long>(), "send_message"), (seen.Id, seen.Detail));
    }

    [Fact]
    public async Task Profile_send_message_needs_the_project_header()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();

        var (status, body) = await sandbox.WahelpAsync(
            HttpMethod.Post, RunningSandbox.ChannelPath + "/users", new { phone = Phone, need_create = true }, token, project: null);

        Assert.Equal(400, status);
        Assert.False(body["success"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_token_expires_and_a_refresh_has_another_shape_than_a_login()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var first = await sandbox.LoginAsync();

        var (_, refreshed) = await sandbox.WahelpAsync(HttpMethod.Get, "user/refresh-token", token: first);
        var second = refreshed["data"]!["token"]!["token"]!.GetValue<string>();

        Assert.Equal(3600, refreshed["data"]!["token"]!["expires_in"]!.GetValue<int>());
        Assert.Equal(401, (await sandbox.SendToWahelpAsync(first, Phone, "old token")).Status);
        Assert.Equal(200, (await sandbox.SendToWahelpAsync(second, Phone, "new token")).Status);

        await sandbox.Control.ChangeSettingsAsync(new { tokenLifetimeSeconds = 0 });
        var expired = await sandbox.LoginAsync();
        Assert.Equal(401, (await sandbox.SendToWahelpAsync(expired, Phone, "expired")).Status);

        await sandbox.Control.RevokeWahelpTokensAsync();
        Assert.Equal(401, (await sandbox.SendToWahelpAsync(second, Phone, "revoked")).Status);
        Assert.Equal("new token", Assert.Single(await sandbox.Control.SeenAtWahelpAsync(Phone)).Text);
        Assert.Equal(3, (await sandbox.Control.SeenAsync(Seen.WahelpUnauthorized)).Count);
    }

    [Fact]
    public async Task A_wrong_password_gets_no_token()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var (status, body) = await sandbox.WahelpAsync(HttpMethod.Post, "user/login", new { login = "sandbox", password = "wrong" });

        Assert.Equal(401, status);
        Assert.Null(body["data"]);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_with_a_reason_and_recorded()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();

        var noPhone = await sandbox.SendToWahelpAsync(token, "12", "text");
        var noText = await sandbox.SendToWahelpAsync(token, Phone, "");
        var noChannel = await sandbox.WahelpAsync(
            HttpMethod.Post,
            $"projects/1/channels/{Guid.NewGuid()}/messages",
            new { user = new { phone = Phone }, message = new { text = "text" } },
            token);

        Assert.Equal([422, 422, 404], [noPhone.Status, noText.Status, noChannel.Status]);
        Assert.Equal(3, (await sandbox.Control.SeenAsync(Seen.WahelpRefused)).Count);
        Assert.Empty(await sandbox.Control.SeenAsync(Seen.WahelpAccepted));
    }

    [Fact]
    public async Task Scripted_faults_meet_the_next_calls_of_one_phone()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "wahelp.send", Phone = Phone, Status = 503, Times = 2 });
        await sandbox.Control.ScriptAsync(new SandboxScript
        {
            At = "wahelp.send",
            Phone = Phone,
            Status = 200,
            Description = "Мессенджер не подключен",
        });

        var answers = new List<(int, string?)>();
        for (var i = 0; i < 4; i++)
        {
            var (status, body) = await sandbox.SendToWahelpAsync(token, Phone, "text");
            answers.Add((status, body["message"]?.GetValue<string>()));
        }

        Assert.Equal([(503, "Server Error"), (503, "Server Error"), (200, "Мессенджер не подключен"), (200, null)], answers);
        Assert.Equal(200, (await sandbox.SendToWahelpAsync(token, "+79990000000", "other")).Status);
        Assert.Single(await sandbox.Control.SeenAtWahelpAsync(Phone));
    }

    [Fact]
    public async Task A_message_may_be_accepted_and_the_caller_told_500()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "wahelp.send", Status = 500, Accept = true });

        var (status, _) = await sandbox.SendToWahelpAsync(token, Phone, "text");

        Assert.Equal(500, status);
        Assert.Equal("scripted 500", Assert.Single(await sandbox.Control.SeenAtWahelpAsync(Phone)).Reason);
    }

    [Fact]
    public async Task History_lists_both_directions_the_newest_first()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();
        await sandbox.SendToWahelpAsync(token, Phone, "first");
        await sandbox.SendToWahelpAsync(token, Phone, "second");
        await sandbox.Control.ManagerRepliesAsync(Phone, "answer");

        var (_, body) = await sandbox.WahelpAsync(HttpMethod.Get, RunningSandbox.ChannelPath + "/messages?limit=2", token: token);

        var texts = body["data"]!.AsArray().Select(message =>
            (message!["message"]!["text"]!.GetValue<string>(), message["destination"]!.GetValue<string>()));
        Assert.Equal([("answer", "from_operator"), ("second", "from_client")], texts);
    }

    [Fact]
    public async Task Channels_and_status_answer_and_an_unknown_path_is_recorded()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();

        var (_, channels) = await sandbox.WahelpAsync(HttpMethod.Get, "projects/1/channels/", token: token);
        var (status, _) = await sandbox.WahelpAsync(HttpMethod.Get, RunningSandbox.ChannelPath + "/status", token: token);
        var (unknown, _) = await sandbox.WahelpAsync(HttpMethod.Get, "projects/1/lost_souls", token: token);

        Assert.Equal(RunningSandbox.Options.ChannelUuid, channels["data"]![0]!["uuid"]!.GetValue<string>());
        Assert.Equal([200, 404], [status, unknown]);
        Assert.Equal("GET /app/projects/1/lost_souls", Assert.Single(await sandbox.Control.UnexpectedCallsAsync()).Detail);
    }
}

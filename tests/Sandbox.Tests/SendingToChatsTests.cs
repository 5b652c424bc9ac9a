using System.Text.Json;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class SendingToChatsTests
{
    private const long Anna = 11;

    [Fact]
    public async Task A_text_stands_in_the_chat_and_its_keyboard_is_shown_until_removed()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        var keyboard = new { keyboard = new[] { new[] { new { text = "Поделиться", request_contact = true } } } };

        var (status, body) = await sandbox.BotAsync("sendMessage", new { chat_id = Anna, text = "Здравствуйте", reply_markup = keyboard });
        var shown = (await sandbox.Control.GetClientAsync(Anna)).Keyboard;
        await sandbox.BotAsync("sendMessage", new { chat_id = Anna, text = "Спасибо", reply_markup = new { remove_keyboard = true } });

        Assert.Equal(200, status);
        Assert.Equal("Здравствуйте", body.GetProperty("result").GetProperty("text").GetString());
        Assert.True(shown!.Value.GetProperty("keyboard")[0][0].GetProperty("request_contact").GetBoolean());
        Assert.Null((await sandbox.Control.GetClientAsync(Anna)).Keyboard);
        var seen = await sandbox.Control.SeenInChatAsync(Anna);
        Assert.Equal(["Здравствуйте", "Спасибо"], seen.Select(entry => entry.Text));
        Assert.Equal(body.GetProperty("result").GetProperty("message_id").GetInt64(), seen[0].Id);
    }

    [Fact]
    public async Task Parameters_may_come_as_a_form()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["chat_id"] = "11",
            ["text"] = "форма",
            ["reply_markup"] = """{"remove_keyboard":true}""",
        });

        using var response = await sandbox.Http.PostAsync($"/bot{RunningSandbox.Options.BotToken}/sendMessage", form);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("форма", Assert.Single(await sandbox.Control.SeenInChatAsync(Anna)).Text);
    }

    [Theory]
    [InlineData("", 400, "Bad Request: message text is empty")]
    [InlineData(" \n ", 400, "Bad Request: message text is empty")]
    [InlineData("4097", 400, "Bad Request: message is too long")]
    [InlineData("4096", 200, null)]
    public async Task A_text_has_1_to_4096_utf16_units(string text, int expected, string? description)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        text = int.TryParse(text, out var length) ? new string('я', length) : text;

        var (status, body) = await sandbox.BotAsync("sendMessage", new { chat_id = Anna, text });

        Assert.Equal(expected, status);
        Assert.Equal(description, body.TryGetProperty("description", out var said) ? said.GetString() : null);
        Assert.Equal(expected == 200 ? 1 : 0, (await sandbox.Control.SeenInChatAsync(Anna)).Count);
    }

    [Fact]
    public async Task Who_cannot_be_reached_is_said_as_telegram_says_it()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(1);
        await sandbox.Control.ClientBlocksBotAsync(1);
        await sandbox.Control.CreateClientAsync(2);
        await sandbox.Control.ClientIsDeactivatedAsync(2);

        Assert.Equal((403, "Forbidden: bot was blocked by the user"), await SendAsync(sandbox, 1));
        Assert.Equal((403, "Forbidden: user is deactivated"), await SendAsync(sandbox, 2));
        Assert.Equal((400, "Bad Request: chat not found"), await SendAsync(sandbox, 3));
        await sandbox.Control.ClientUnblocksBotAsync(1);
        Assert.Equal((200, null), await SendAsync(sandbox, 1));
        Assert.Equal(3, (await sandbox.Control.SeenAsync(Seen.ChatRefused)).Count);
    }

    [Fact]
    public async Task A_scripted_429_says_how_long_to_wait_in_that_chat_only()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(1);
        await sandbox.Control.CreateClientAsync(2);
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Chat = 1, Status = 429, RetryAfter = 7 });

        var (status, body) = await sandbox.BotAsync("sendMessage", new { chat_id = 1, text = "text" });

        Assert.Equal(429, status);
        Assert.False(body.GetProperty("ok").GetBoolean());
        Assert.Equal(429, body.GetProperty("error_code").GetInt32());
        Assert.Equal("Too Many Requests: retry after 7", body.GetProperty("description").GetString());
        Assert.Equal(7, body.GetProperty("parameters").GetProperty("retry_after").GetInt32());
        Assert.Equal((200, null), await SendAsync(sandbox, 2));
        Assert.Equal((200, null), await SendAsync(sandbox, 1));
    }

    [Theory]
    [InlineData("silence", true)]
    [InlineData("silence", false)]
    [InlineData("abort", true)]
    [InlineData("abort", false)]
    public async Task A_call_may_get_no_answer_whether_it_took_effect_or_not(string then, bool accept)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.sendMessage", Then = then, Accept = accept });
        using var patience = new CancellationTokenSource();

        var call = sandbox.Http.PostAsync(
            $"/bot{RunningSandbox.Options.BotToken}/sendMessage?chat_id={Anna}&text=silent", content: null, patience.Token);
        await sandbox.Control.WaitForAsync(accept ? Seen.ChatDelivered : Seen.ChatRefused);
        if (then == "silence")
        {
            Assert.False(call.IsCompleted);
            await patience.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        var entry = Assert.Single(await sandbox.Control.SeenAsync($"{Seen.ChatDelivered},{Seen.ChatRefused}"));
        Assert.Equal(then, entry.Reason);
    }

    [Fact]
    public async Task An_unknown_method_is_an_error_and_is_recorded()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var (status, body) = await sandbox.BotAsync("sendRocket");

        Assert.Equal(404, status);
        Assert.False(body.GetProperty("ok").GetBoolean());
        Assert.Equal("POST /bot<token>/sendRocket", Assert.Single(await sandbox.Control.UnexpectedCallsAsync()).Detail);
    }

    [Theory]
    [InlineData("100500:other", 401, "Unauthorized")]
    [InlineData("nonsense", 404, "Not Found")]
    public async Task A_wrong_token_is_refused_as_telegram_does(string token, int expected, string description)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var (status, body) = await sandbox.BotAsync("getMe", token: token);

        Assert.Equal((expected, description), (status, body.GetProperty("description").GetString()));
    }

    private static async Task<(int Status, string? Description)> SendAsync(RunningSandbox sandbox, long chat)
    {
        var (status, body) = await sandbox.BotAsync("sendMessage", new { chat_id = chat, text = "text" });
        return (status, body.TryGetProperty("description", out JsonElement description) ? description.GetString() : null);
    }
}

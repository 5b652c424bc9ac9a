using System.Text.Json;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class UpdatesByPollingTests
{
    private const long Anna = 11;

    [Fact]
    public async Task An_offset_confirms_everything_below_it_and_nothing_else()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var ids = await WriteAsync(sandbox, 3);

        Assert.Equal(ids, await sandbox.PollAsync());
        Assert.Equal(ids, await sandbox.PollAsync());
        Assert.Equal(ids[2..], await sandbox.PollAsync(ids[1] + 1));
        Assert.Equal(ids[2..], await sandbox.PollAsync());
        Assert.Equal(2, (await sandbox.Control.SeenAsync(Seen.UpdateConfirmed)).Count);
    }

    [Fact]
    public async Task A_negative_offset_forgets_all_but_the_last_ones()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var ids = await WriteAsync(sandbox, 5);

        Assert.Equal(ids[3..], await sandbox.PollAsync(-2));
        Assert.Equal(ids[3..], await sandbox.PollAsync());
    }

    [Fact]
    public async Task A_batch_holds_as_many_as_asked_and_at_most_a_hundred()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ManyClientsWriteAsync(new SandboxBulk { Messages = 150, Clients = 3 });

        Assert.Equal(7, (await sandbox.PollAsync(limit: 7)).Length);
        Assert.Equal(100, (await sandbox.PollAsync(limit: 1000)).Length);
    }

    [Fact]
    public async Task A_long_poll_answers_as_soon_as_something_comes()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var poll = sandbox.PollAsync(timeout: 50);
        await sandbox.Control.WaitForAsync(Seen.Poll);
        Assert.False(poll.IsCompleted);

        var ids = await WriteAsync(sandbox, 1);

        Assert.Equal(ids, await poll.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_newer_long_poll_ends_the_older_with_409()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var older = sandbox.BotAsync("getUpdates", new { timeout = 50 });
        await sandbox.Control.WaitForAsync(Seen.Poll);
        var newer = sandbox.PollAsync(timeout: 50);

        var (status, body) = await older.WaitAsync(TimeSpan.FromSeconds(10));
        var ids = await WriteAsync(sandbox, 1);

        Assert.Equal(409, status);
        Assert.Contains("terminated by other getUpdates request", body.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(ids, await newer.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Single(await sandbox.Control.SeenAsync(Seen.PollConflict));
    }

    [Fact]
    public async Task GetUpdates_is_409_while_a_webhook_is_set()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.BotAsync("setWebhook", new { url = "http://127.0.0.1:1/" });

        var (status, body) = await sandbox.BotAsync("getUpdates");
        await sandbox.BotAsync("deleteWebhook");

        Assert.Equal(409, status);
        Assert.Contains("webhook is active", body.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Empty(await sandbox.PollAsync());
    }

    [Fact]
    public async Task Doubled_and_shuffled_updates_keep_their_ids()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var ids = await WriteAsync(sandbox, 3);
        await sandbox.Control.DisturbUpdatesAsync(doubled: 1, shuffled: 1);

        Assert.Equal([ids[0], ids[2], ids[1], ids[0]], await sandbox.PollAsync());
        Assert.Equal(ids, await sandbox.PollAsync());
    }

    [Fact]
    public async Task An_injected_update_goes_out_byte_for_byte_with_its_id_put_in()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        const string Members = """
            "message": {"chat":{"id":11}, "text":"\ud800 lone"}
            """;
        var written = await sandbox.Control.InjectUpdateAsync($"{{ {Members} }}");

        var raw = await sandbox.Http.GetStringAsync($"/bot{RunningSandbox.Options.BotToken}/getUpdates");

        Assert.Contains($$"""{"update_id":{{written.UpdateId}},{{Members}}}""", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_kinds_asked_for_come_until_others_are_asked_for()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.BotAsync("getUpdates", new { allowed_updates = new[] { "message" } });
        await sandbox.Control.ClientBlocksBotAsync(Anna);
        await sandbox.Control.ClientUnblocksBotAsync(Anna);
        var ids = await WriteAsync(sandbox, 1);

        Assert.Equal(ids, await sandbox.PollAsync());
        var (_, body) = await sandbox.BotAsync("getUpdates", new { allowed_updates = Array.Empty<string>(), offset = ids[0] + 1 });
        await sandbox.Control.ClientBlocksBotAsync(Anna);

        Assert.Empty(body.GetProperty("result").EnumerateArray());
        Assert.Single(await sandbox.PollAsync());
    }

    [Fact]
    public async Task Updates_look_as_telegram_writes_them()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna, "Анна", "+79991234567", "en");
        await sandbox.Control.ClientWritesAsync(Anna, "/start promo");
        await sandbox.Control.ClientSharesContactAsync(Anna);
        await sandbox.Control.ClientSharesForeignContactAsync(Anna, "+79990000000", 12);
        await sandbox.Control.ClientSendsAsync(Anna, new SandboxMessage { Kind = "photo", Text = "вот" });
        await sandbox.Control.ClientBlocksBotAsync(Anna);

        var (_, body) = await sandbox.BotAsync("getUpdates");
        var updates = body.GetProperty("result").EnumerateArray().ToArray();

        var start = updates[0].GetProperty("message");
        Assert.Equal("en", start.GetProperty("from").GetProperty("language_code").GetString());
        Assert.Equal("private", start.GetProperty("chat").GetProperty("type").GetString());
        Assert.Equal(6, start.GetProperty("entities")[0].GetProperty("length").GetInt32());
        Assert.Equal(Anna, Contact(updates[1]).GetProperty("user_id").GetInt64());
        Assert.Equal("+79991234567", Contact(updates[1]).GetProperty("phone_number").GetString());
        Assert.Equal(12, Contact(updates[2]).GetProperty("user_id").GetInt64());
        Assert.Equal(2, updates[3].GetProperty("message").GetProperty("photo").GetArrayLength());
        Assert.Equal("kicked", updates[4].GetProperty("my_chat_member").GetProperty("new_chat_member").GetProperty("status").GetString());
    }

    private static JsonElement Contact(JsonElement update) => update.GetProperty("message").GetProperty("contact");

    private static async Task<int[]> WriteAsync(RunningSandbox sandbox, int count)
    {
        var ids = new int[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await sandbox.Control.ClientWritesAsync(Anna, $"text {i}")).UpdateId;
        }

        return ids;
    }
}

using Relay.Harness;

namespace Relay.Sandbox.Tests;

public sealed class ControlsTests
{
    [Fact]
    public async Task Bulk_messages_are_dealt_out_to_the_clients_in_turn()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await sandbox.Control.ManyClientsWriteAsync(new SandboxBulk { Messages = 6, Clients = 3, FirstChat = 500, Text = "{chat}/{n}" });

        var written = await sandbox.Control.SeenAsync(Seen.UpdateCreated);
        Assert.Equal(["500/1", "501/1", "502/1", "500/2", "501/2", "502/2"], written.Select(entry => entry.Text));
    }

    [Fact]
    public async Task A_bulk_can_be_paced()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await sandbox.Control.ManyClientsWriteAsync(new SandboxBulk { Messages = 100, Clients = 1, PerSecond = 500 });
        await sandbox.Control.WaitForAsync(Seen.UpdateCreated, 100);

        var written = await sandbox.Control.SeenAsync(Seen.UpdateCreated);
        Assert.InRange((written[^1].At - written[0].At).TotalMilliseconds, 150, 5_000);
    }

    [Fact]
    public async Task Waiting_ends_with_a_sentence_where_nothing_comes()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientWritesAsync(1, "text");

        var exception = await Assert.ThrowsAsync<TimeoutException>(() =>
            sandbox.Control.WaitForAsync(Seen.UpdateCreated, 2, timeout: TimeSpan.FromMilliseconds(50)));

        Assert.Contains("1 of 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_forgets_what_happened_but_ids_go_on_and_tokens_stay()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var token = await sandbox.LoginAsync();
        var before = await sandbox.Control.ClientWritesAsync(1, "before");
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "wahelp", Status = 500, Times = null });

        await sandbox.Control.ResetAsync();
        var after = await sandbox.Control.ClientWritesAsync(1, "after");

        Assert.Equal([after.UpdateId], await sandbox.PollAsync());
        Assert.True(after.UpdateId > before.UpdateId);
        Assert.Equal("after", Assert.Single(await sandbox.Control.SeenAsync(Seen.UpdateCreated)).Text);
        Assert.Equal(200, (await sandbox.SendToWahelpAsync(token, "+79991234567", "text")).Status);
    }

    [Fact]
    public async Task A_client_who_blocked_the_bot_cannot_write_to_it()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientBlocksBotAsync(1);

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Control.ClientWritesAsync(1, "text"));
    }

    [Fact]
    public async Task The_page_is_told_what_happens_as_it_happens()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientWritesAsync(1, "before");
        await using var stream = await sandbox.Http.GetStreamAsync("page/events");
        using var reader = new StreamReader(stream);

        Assert.Contains("before", await NextAsync(reader), StringComparison.Ordinal);
        await sandbox.Control.ClientWritesAsync(1, "meanwhile");
        Assert.Contains("meanwhile", await NextAsync(reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_served_from_beside_the_program()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var page = await sandbox.Http.GetStringAsync("");

        Assert.Contains("data-testid=\"client-input\"", page, StringComparison.Ordinal);
    }

    private static async Task<string> NextAsync(StreamReader reader)
    {
        while (true)
        {
            if (await reader.ReadLineAsync() is { } line && line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}

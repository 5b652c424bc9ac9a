using System.Net;
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

    [Theory]
    [InlineData("http://evil.example", null, "application/json", HttpStatusCode.Forbidden)]
    [InlineData("null", null, "application/json", HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example:8090", "evil.example:8090", "application/json", HttpStatusCode.Forbidden)]
    [InlineData(null, "evil.example:8090", "application/json", HttpStatusCode.Forbidden)]
    [InlineData(null, null, "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, null, "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, null, null, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_page_from_elsewhere_drives_nothing(string? origin, string? host, string? type, HttpStatusCode expected)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        foreach (var path in (string[])["control/updates", "control/clients/1/messages", "control/reset"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"kind":"text","text":"x","message":{}}""") };
            request.Content.Headers.ContentType = type is null ? null : new(type);
            request.Headers.Host = host;
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using var refused = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(expected, refused.StatusCode);
        }

        Assert.Empty(await sandbox.Control.SeenAsync(Seen.UpdateCreated));
    }

    [Theory]
    [InlineData("control/seen")]
    [InlineData("page/events")]
    public async Task A_name_that_was_made_to_lead_here_reads_nothing(string path)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example:8090" } };

        using var refused = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_sandboxs_own_page_may()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "control/clients/1/block");
        request.Headers.Add("Origin", sandbox.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));

        using var taken = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
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

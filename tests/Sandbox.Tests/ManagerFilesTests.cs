using System.Net;
using System.Text.Json.Nodes;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>A manager's file: the webhook, its address, and what may be wrong with it.</summary>
public sealed class ManagerFilesTests : IAsyncLifetime
{
    private const string Phone = "+79991234567";

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    private Receiver receiver = null!;
    private RunningSandbox sandbox = null!;

    private JsonNode LastPayload => JsonNode.Parse(receiver.Bodies[^1])!["payload"]!;

    private string Url => LastPayload["file_url"]!.GetValue<string>();

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        sandbox = await RunningSandbox.StartAsync(RunningSandbox.Options with { WebhookUrl = receiver.Url });
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Theory]
    [InlineData("Прайс на март.pdf", "Вот прайс", "application/pdf")]
    [InlineData("a b#1.jpg", null, "image/jpeg")]
    [InlineData(null, "", "application/octet-stream")]
    public async Task The_webhook_names_an_address_that_gives_the_file(string? name, string? text, string type)
    {
        var id = await SendAsync(name, text);
        using var answer = await sandbox.Http.GetAsync(new Uri(Url), TestContext.Current.CancellationToken);

        Assert.Equal((id, text), (LastPayload["message"]!["id"]!.GetValue<long>(), LastPayload["message"]!["text"]?.GetValue<string>()));
        Assert.EndsWith("/" + Uri.EscapeDataString(name ?? ""), Url, StringComparison.Ordinal);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Bytes, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var wrote = Assert.Single(await sandbox.Control.SeenAsync(Seen.ManagerWrote, Phone));
        Assert.Equal((Url, name, 1000L, null), (wrote.Link, wrote.File!.Name, wrote.File.Size, wrote.File.Kind));
        Assert.Equal(Bytes, await sandbox.Control.FileAsync(wrote.File.Id));
        Assert.Single(await sandbox.Control.SeenAsync(Seen.FileFetched, Phone));
    }

    [Fact]
    public async Task A_message_keeps_its_file_when_its_text_is_edited_and_gets_another_only_if_one_is_named()
    {
        var id = await SendAsync("a.pdf", "Вот");
        var first = Url;
        await sandbox.Control.ManagerEditsAsync(Phone, id, "Вот он");
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 2);
        var kept = (LastPayload["message"]!["text"]!.GetValue<string>(), Url);
        await sandbox.Control.ManagerSendsFileAsync(Phone, Bytes, "b.pdf", "Вот другой", id);
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 3);

        Assert.Equal(("Вот он", first), kept);
        Assert.Equal("channel.message.updated", JsonNode.Parse(receiver.Bodies[^1])!["action"]!.GetValue<string>());
        Assert.Equal(id, LastPayload["message"]!["id"]!.GetValue<long>());
        Assert.EndsWith("b.pdf", Url, StringComparison.Ordinal);
        await sandbox.Control.ManagerSendsAddressAsync(Phone, "Вот", "https://elsewhere.example/a.pdf");
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 4);
        Assert.Equal("https://elsewhere.example/a.pdf", Url);
    }

    [Fact]
    public async Task The_settings_name_the_origin_that_the_relay_reaches()
    {
        await using var elsewhere = await RunningSandbox.StartAsync(
            RunningSandbox.Options with { WebhookUrl = receiver.Url, FilesUrl = "http://sandbox:8090/" });

        await elsewhere.Control.ManagerSendsFileAsync(Phone, Bytes, "a.pdf");
        await elsewhere.Control.WaitForAsync(Seen.WebhookDelivered);

        Assert.StartsWith("http://sandbox:8090/storage/", Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_names_the_address_too()
    {
        await SendAsync("a.pdf", "Вот");

        var (_, history) = await sandbox.WahelpAsync(
            HttpMethod.Get, RunningSandbox.ChannelPath + "/messages?limit=10", token: await sandbox.LoginAsync());

        Assert.Equal(Url, Assert.Single(history["data"]!.AsArray())!["file_url"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_can_be_gone_a_page_or_elsewhere()
    {
        await SendAsync("a.pdf");
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "files.download", Phone = Phone, Status = 404 });
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "files.download", Status = 200, Body = "<html>Log in</html>" });
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "files.download", Status = 302, Location = "http://127.0.0.1:1/private" });
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        var seen = new List<(HttpStatusCode, string?, Uri?)>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await plain.GetAsync(new Uri(Url), TestContext.Current.CancellationToken);
            seen.Add((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.Location));
        }

        Assert.Equal(
            [
                (HttpStatusCode.NotFound, "text/html", null), (HttpStatusCode.OK, "text/html", null),
                (HttpStatusCode.Redirect, "text/html", new Uri("http://127.0.0.1:1/private")), (HttpStatusCode.OK, "application/pdf", null),
            ],
            seen);
        Assert.Single(await sandbox.Control.SeenAsync(Seen.FileFetched));
    }

    [Fact]
    public async Task A_download_can_stall_or_never_end()
    {
        await SendAsync("a.pdf");
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "files.download", Then = "stall" });
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "files.download", Then = "endless" });

        var (stalled, half) = await ReadAsync(500);
        var (endless, much) = await ReadAsync(5_000_000);

        Assert.Equal((1000, null), (stalled, endless));
        Assert.Equal(Bytes[..500], half);
        Assert.Equal(Bytes, much[^1000..]);
        Assert.Equal(2, (await sandbox.Control.SeenAsync(Seen.FileFetched)).Count);
    }

    [Fact]
    public async Task What_is_at_no_address_is_a_page_that_says_404()
    {
        using var answer = await sandbox.Http.GetAsync("/storage/none/a.pdf");

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Empty(await sandbox.Control.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task A_files_bytes_can_be_read_in_ranges_and_run_nothing_on_the_page()
    {
        await SendAsync("Привет.html", "Вот");
        var id = Assert.Single(await sandbox.Control.SeenAsync(Seen.ManagerWrote)).File!.Id;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/control/files/{id}") { Headers = { Range = new(10, 19) } };

        using var answer = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(Bytes[10..20], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Привет.html", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<long> SendAsync(string? name, string? text = null)
    {
        var id = await sandbox.Control.ManagerSendsFileAsync(Phone, Bytes, name, text);
        await sandbox.Control.WaitForAsync(Seen.WebhookDelivered, 1, Phone);
        return id;
    }

    /// <summary>The announced length, and the first bytes.</summary>
    private async Task<(long? Announced, byte[] Bytes)> ReadAsync(int count)
    {
        using var answer = await sandbox.Http.GetAsync(new Uri(Url), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[count];
        await body.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return (answer.Content.Headers.ContentLength, bytes);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>A client's file: the update, getFile and the download.</summary>
public sealed class ClientFilesTests
{
    private const long Anna = 11;

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    [Theory]
    [InlineData("photo")]
    [InlineData("voice")]
    [InlineData("video")]
    [InlineData("video_note")]
    [InlineData("sticker")]
    [InlineData("document")]
    [InlineData("audio")]
    [InlineData("animation")]
    public async Task A_file_of_a_client_can_be_downloaded_as_it_was_sent(string kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientSendsFileAsync(Anna, kind, Bytes, "a b.pdf", "Вот", albumId: "7");

        var message = await MessageAsync(sandbox, "message");
        var media = kind == "photo" ? message.GetProperty(kind)[1] : message.GetProperty(kind);
        var (status, found) = await sandbox.BotAsync("getFile", new { file_id = media.GetProperty("file_id").GetString() });
        var path = found.GetProperty("result").GetProperty("file_path").GetString();

        Assert.Equal(("Вот", "7"), (message.GetProperty("caption").GetString(), message.GetProperty("media_group_id").GetString()));
        Assert.Equal(1000, media.GetProperty("file_size").GetInt64());
        Assert.Equal(200, status);
        Assert.Equal(Bytes, await sandbox.Http.GetByteArrayAsync($"/file/bot{RunningSandbox.Options.BotToken}/{path}"));
        Assert.Single(await sandbox.Control.SeenAsync(Seen.FileDownloaded));
    }

    [Fact]
    public async Task The_same_bytes_are_the_same_file_and_an_edit_may_replace_them()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var sent = await sandbox.Control.ClientSendsFileAsync(Anna, "document", Bytes, "a.pdf");
        var first = (await MessageAsync(sandbox, "message")).GetProperty("document");
        await sandbox.Control.ClientSendsFileAsync(Anna, "document", Bytes, "b.pdf", messageId: sent.MessageId);
        var second = (await MessageAsync(sandbox, "edited_message", sent.UpdateId + 1)).GetProperty("document");

        Assert.Equal(first.GetProperty("file_unique_id").GetString(), second.GetProperty("file_unique_id").GetString());
        Assert.NotEqual(first.GetProperty("file_id").GetString(), second.GetProperty("file_id").GetString());
        Assert.Equal("b.pdf", second.GetProperty("file_name").GetString());
    }

    [Fact]
    public async Task A_bot_gets_no_file_above_20_MiB_and_none_that_nobody_sent()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientSendsFileAsync(Anna, "video", Bytes, size: (20 * 1024 * 1024) + 1);
        var id = (await MessageAsync(sandbox, "message")).GetProperty("video").GetProperty("file_id").GetString();

        var (tooBig, big) = await sandbox.BotAsync("getFile", new { file_id = id });
        var (unknown, none) = await sandbox.BotAsync("getFile", new { file_id = "x" });

        Assert.Equal((400, "Bad Request: file is too big"), (tooBig, big.GetProperty("description").GetString()));
        Assert.Equal((400, "Bad Request: wrong file_id or the file is temporarily unavailable"), (unknown, none.GetProperty("description").GetString()));
    }

    [Theory]
    [InlineData("1:wrong")]
    [InlineData("wrong")]
    public async Task Only_the_bot_downloads(string token)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync($"/file/bot{token}/documents/file_1.pdf");

        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound);
        Assert.Empty(await sandbox.Control.SeenAsync(Seen.FileDownloaded));
    }

    [Fact]
    public async Task A_download_can_stall_in_the_middle()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.ClientSendsFileAsync(Anna, "document", Bytes);
        var id = (await MessageAsync(sandbox, "message")).GetProperty("document").GetProperty("file_id").GetString();
        var (_, found) = await sandbox.BotAsync("getFile", new { file_id = id });
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.download", Then = "stall" });

        using var answer = await sandbox.Http.GetAsync(
            $"/file/bot{RunningSandbox.Options.BotToken}/{found.GetProperty("result").GetProperty("file_path").GetString()}",
            HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var half = new byte[Bytes.Length];
        await body.ReadExactlyAsync(half.AsMemory(0, Bytes.Length / 2), TestContext.Current.CancellationToken);
        var rest = body.ReadAsync(half, TestContext.Current.CancellationToken);

        Assert.Equal(1000, answer.Content.Headers.ContentLength);
        Assert.Equal(Bytes[..500], half[..500]);
        Assert.False(rest.IsCompleted);
    }

    [Fact]
    public async Task A_form_of_another_page_sends_no_file()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var body = new ByteArrayContent(Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var answer = await sandbox.Http.PostAsync($"/control/clients/{Anna}/files?kind=photo", body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    private static async Task<JsonElement> MessageAsync(RunningSandbox sandbox, string kind, long offset = 0)
    {
        var (_, body) = await sandbox.BotAsync("getUpdates", new { offset });
        return body.GetProperty("result").EnumerateArray().Last().GetProperty(kind);
    }
}

using System.Net;
using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>Clients' files reach managers as links, with everything real except the two providers.</summary>
[Collection(OneRelay.Name)]
public sealed class ClientFileTests(RelayFixture relay) : IDisposable
{
    private readonly HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private SandboxClient Sandbox => relay.Sandbox;

    public void Dispose() => browser.Dispose();

    [Fact]
    public async Task A_picture_comes_as_a_link_that_gives_the_same_bytes_and_before_the_text_after_it()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var picture = Picture();
        var fetched = (await Sandbox.SeenAsync(Seen.FileDownloaded)).Count;

        await Sandbox.ClientSendsFileAsync(chat, "photo", picture, caption: "Вот чек");
        await Sandbox.ClientWritesAsync(chat, "Видно?");

        var atManager = await Sandbox.WaitAtWahelpAsync(phone, 2);
        var (words, link) = Read(atManager[0]);
        Assert.Equal(("[фото] Вот чек", "Видно?"), (words, atManager[1].Text));
        Assert.Equal(fetched, (await Sandbox.SeenAsync(Seen.FileDownloaded)).Count); // not before somebody opens it
        using var answer = await browser.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["sandbox; default-src 'none'"], answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(["noindex"], answer.Headers.GetValues("X-Robots-Tag"));
        Assert.Empty(await Sandbox.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task A_document_is_saved_under_its_own_name_which_is_in_no_address()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        byte[] page = [.. "<html><script>alert(1)</script>"u8, .. RandomNumberGenerator.GetBytes(100)];

        await Sandbox.ClientSendsFileAsync(chat, "document", page, "Паспорт Иванова.html");

        var (words, link) = Read(Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)));
        Assert.Equal("[документ] Паспорт Иванова.html", words);
        Assert.EndsWith("/document", link.AbsolutePath, StringComparison.Ordinal);
        using var answer = await browser.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(page, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "Паспорт Иванова.html"), (disposition.DispositionType, disposition.FileNameStar));
    }

    [Fact]
    public async Task An_album_keeps_its_order_and_each_link_gives_its_own_picture()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var pictures = Enumerable.Range(0, 5).Select(_ => Picture()).ToList();

        foreach (var (i, picture) in pictures.Index())
        {
            await Sandbox.ClientSendsFileAsync(chat, "photo", picture, caption: i == 0 ? "Все пять" : null, albumId: "777");
        }

        await Sandbox.ClientWritesAsync(chat, "Это всё");
        var atManager = await Sandbox.WaitAtWahelpAsync(phone, 6);

        Assert.Equal(["[фото] Все пять", "[фото]", "[фото]", "[фото]", "[фото]"], atManager.Take(5).Select(seen => Read(seen).Words));
        Assert.Equal("Это всё", atManager[5].Text);
        foreach (var (i, picture) in pictures.Index())
        {
            Assert.Equal(picture, await browser.GetByteArrayAsync(Read(atManager[i]).Link));
        }
    }

    [Fact]
    [Trait("Fault", "F49")]
    public async Task A_player_gets_parts_of_a_voice_message_which_Telegram_gives_once()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        byte[] voice = [.. "OggS"u8, .. RandomNumberGenerator.GetBytes(50_000)];
        await Sandbox.ClientSendsFileAsync(chat, "voice", voice);
        var (_, link) = Read(Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)));
        var before = (await Sandbox.SeenAsync(Seen.FileDownloaded)).Count;

        foreach (var (from, to) in new[] { (0, 999), (49_000, 49_999) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new(from, to) } };
            using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal(voice[from..(to + 1)], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(before + 1, (await Sandbox.SeenAsync(Seen.FileDownloaded)).Count);
    }

    [Fact]
    public async Task A_file_that_bots_cannot_fetch_comes_in_words_with_its_size()
    {
        var (chat, phone) = await relay.LinkedClientAsync();

        await Sandbox.ClientSendsFileAsync(chat, "document", [1], "фильм.mkv", "Посмотрите", size: 34 * 1024 * 1024);

        var text = Assert.Single(await Sandbox.WaitAtWahelpAsync(phone)).Text!;
        Assert.Contains("фильм.mkv", text, StringComparison.Ordinal);
        Assert.Contains("34", text, StringComparison.Ordinal);
        Assert.Contains("Посмотрите", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/files/", text, StringComparison.Ordinal);
    }

    /// <summary>The words, and the link on its own line below.</summary>
    private static (string Words, Uri Link) Read(SeenEntry entry)
    {
        var lines = entry.Text!.Split('\n');
        return (string.Join('\n', lines[..^1]), new Uri(lines[^1]));
    }

    private static byte[] Picture() => [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(200_000)];
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ServingFiles;

/// <summary>What somebody gets who opens a link.</summary>
public sealed class FileDoorTests
{
    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 2000).Select(number => (byte)number)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photo_comes_as_it_is_at_Telegram_and_can_do_nothing_to_who_opens_it()
    {
        await using var server = await LinkServer.StartAsync();
        server.Has(Photo);

        using var answer = await server.Http.GetAsync(server.Link(kind: MediaKind.Photo), Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Photo, await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("inline; filename=photo; filename*=UTF-8''photo", answer.Content.Headers.ContentDisposition!.ToString());
        AssertProtected(answer);
        Assert.Equal("max-age=86400, private, immutable", answer.Headers.CacheControl!.ToString());
        Assert.NotNull(answer.Headers.ETag);
        Assert.Equal("file-1", Assert.Single(server.Telegram.Calls, call => call.Method == "getFile").Body.GetProperty("file_id").GetString());
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>", "photo.png", "application/octet-stream")]
    [InlineData("<!DOCTYPE html><script>1</script>", "a.jpg", "application/octet-stream")]
    [InlineData("<?xml version=\"1.0\"?><a/>", "a.xml", "application/octet-stream")]
    [InlineData("%PDF-1.7 …", "a.pdf", "application/pdf")]
    [InlineData("PK\u0003\u0004…", "a.docx", "application/zip")]
    [InlineData("", "a.png", "application/octet-stream")]
    public async Task What_a_browser_might_run_is_only_saved_whatever_the_client_calls_it(string content, string name, string type)
    {
        await using var server = await LinkServer.StartAsync();
        server.Has(Encoding.Latin1.GetBytes(content));

        using var answer = await server.Http.GetAsync(server.Link(name), Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        AssertProtected(answer);
    }

    [Theory]
    [InlineData("Договор Иванова.pdf", "Договор Иванова.pdf")]
    [InlineData("../../etc/\"passwd\"", ".._.._etc__passwd_")]
    [InlineData("abc\u202Efdp.exe\r\nX: y", "abcfdp.exeX_ y")]
    public async Task A_file_is_saved_under_its_true_name(string name, string saved)
    {
        await using var server = await LinkServer.StartAsync();
        server.Has([1, 2, 3]);

        using var answer = await server.Http.GetAsync(server.Link(name), Stop);

        Assert.Equal(saved, answer.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    [Trait("Fault", "F49")]
    public async Task A_player_gets_ranges_and_all_of_it_is_fetched_once()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        server.Has(Photo);

        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Stop);
        using var middle = await AskAsync(server, link, request => request.Headers.Range = new RangeHeaderValue(10, 19));
        using var end = await AskAsync(server, link, request => request.Headers.Range = new RangeHeaderValue(null, 4));
        using var beyond = await AskAsync(server, link, request => request.Headers.Range = new RangeHeaderValue(5000, null));
        using var known = await AskAsync(server, link, request => request.Headers.IfNoneMatch.Add(head.Headers.ETag!));

        Assert.Equal((Photo.Length, 0), (head.Content.Headers.ContentLength, (await head.Content.ReadAsByteArrayAsync(Stop)).Length));
        Assert.Equal("bytes", Header(head, "Accept-Ranges"));
        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal(Photo[10..20], await middle.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(Photo[^4..], await end.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal($"bytes 10-19/{Photo.Length}", middle.Content.Headers.ContentRange!.ToString());
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("x")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [Trait("Fault", "F49")]
    public async Task A_guessed_link_leads_to_nothing(string id)
    {
        await using var server = await LinkServer.StartAsync();

        await AssertRefusedAsync(server, $"/files/{id}/photo.jpg", HttpStatusCode.NotFound, "There is no such file, or its link has expired.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Fault", "F49")]
    public async Task A_revoked_link_is_gone_for_ever_also_from_the_cache(bool wholeChat)
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        server.Has(Photo);
        await server.Http.GetByteArrayAsync(link, Stop);

        using var revoked = await server.Http.PostAsync(wholeChat ? "/files/chats/501/revoke" : $"/files/{link.Split('/')[2]}/revoke", content: null, Stop);
        using var unknown = await server.Http.PostAsync($"/files/{Guid.NewGuid():N}/revoke", content: null, Stop);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        await AssertRefusedAsync(server, link, HttpStatusCode.Gone, "This file was removed.");
        Assert.Equal(wholeChat ? 1 : 0, Directory.GetFiles(server.CacheFolder).Length);
    }

    [Theory]
    [InlineData(400, """{"ok":false,"error_code":400,"description":"Bad Request: file is too big"}""", 413, "Bots cannot fetch files above 20 MB")]
    [InlineData(400, """{"ok":false,"error_code":400,"description":"Bad Request: invalid file_id"}""", 410, "Telegram no longer has this file")]
    [InlineData(400, """{"ok":false,"error_code":400,"description":"Bad Request: wrong file_id or the file is temporarily unavailable"}""", 503, "The file cannot be")]
    [InlineData(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""", 503, "The file cannot be")]
    [InlineData(502, "<html>", 503, "The file cannot be")]
    [InlineData(200, """{"ok":true,"result":{"file_id":"x"}}""", 503, "The file cannot be")]
    [InlineData(200, """{"ok":true,"result":[]}""", 503, "The file cannot be")]
    [InlineData(200, """{"ok":true,"result":{"file_path":"/var/lib/telegram/1.jpg"}}""", 503, "The Bot API server keeps files on its own disk")]
    [InlineData(200, """{"ok":true,"result":{"file_path":"a/../../secret"}}""", 503, "The Bot API server keeps files on its own disk")]
    public async Task What_Telegram_refuses_is_said_in_words(int status, string body, int expected, string words)
    {
        await using var server = await LinkServer.StartAsync();
        server.Telegram.Answer("getFile", status, body);

        await AssertRefusedAsync(server, server.Link(), (HttpStatusCode)expected, words);
    }

    [Fact]
    public async Task While_Telegram_asks_to_wait_the_caller_is_asked_to()
    {
        await using var server = await LinkServer.StartAsync();
        server.Telegram.Answer("getFile", 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}""");

        using var answer = await server.Http.GetAsync(server.Link(), Stop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "7"), (answer.StatusCode, Header(answer, "Retry-After")));
    }

    [Fact]
    public async Task A_download_that_fails_or_breaks_off_leaves_nothing_and_the_next_one_succeeds()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        server.Has(http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await AssertRefusedAsync(server, link, HttpStatusCode.ServiceUnavailable, "The file cannot be");
        server.Has(async http =>
        {
            http.Response.ContentLength = Photo.Length;
            await http.Response.Body.WriteAsync(Photo.AsMemory(0, 100));
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        await AssertRefusedAsync(server, link, HttpStatusCode.ServiceUnavailable, "The file cannot be");
        Assert.Empty(Directory.GetFiles(server.CacheFolder));

        server.Has(Photo);

        Assert.Equal(Photo, await server.Http.GetByteArrayAsync(link, Stop));
    }

    [Fact]
    [Trait("Fault", "F47")]
    public async Task A_download_that_stalls_is_given_up()
    {
        await using var server = await LinkServer.StartAsync(new DownloadLimits { Stall = TimeSpan.FromMilliseconds(200) });
        server.Has(async http =>
        {
            await http.Response.Body.WriteAsync(Photo);
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        await AssertRefusedAsync(server, server.Link(), HttpStatusCode.ServiceUnavailable, "The file cannot be");
        Assert.Empty(Directory.GetFiles(server.CacheFolder));
    }

    [Fact]
    public async Task More_bytes_than_a_bot_may_fetch_are_not_kept()
    {
        await using var server = await LinkServer.StartAsync();
        server.Has(new byte[ClientFile.Largest + 1]);

        await AssertRefusedAsync(server, server.Link(), HttpStatusCode.RequestEntityTooLarge, "Bots cannot fetch files above 20 MB");
        Assert.Empty(Directory.GetFiles(server.CacheFolder));
    }

    [Fact]
    public async Task Another_bots_file_cannot_be_fetched_and_is_not_asked_for()
    {
        await using var server = await LinkServer.StartAsync();
        await AssertRefusedAsync(server, server.Link(bot: 99), HttpStatusCode.Gone, "Telegram no longer has this file");
    }

    [Fact]
    public async Task While_the_database_is_away_the_caller_is_asked_to_come_again()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        server.Files.IsAway = true;

        await AssertRefusedAsync(server, link, HttpStatusCode.ServiceUnavailable, "The file cannot be");
    }

    private static Task<HttpResponseMessage> AskAsync(LinkServer server, string link, Action<HttpRequestMessage> change)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, link);
        change(request);
        return server.Http.SendAsync(request, Stop);
    }

    private static async Task AssertRefusedAsync(LinkServer server, string link, HttpStatusCode status, string words)
    {
        using var answer = await server.Http.GetAsync(link, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal(status, answer.StatusCode);
        Assert.StartsWith(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeTelegram.Token, said, StringComparison.Ordinal);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        AssertProtected(answer);
    }

    private static void AssertProtected(HttpResponseMessage answer)
    {
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("sandbox; default-src 'none'", Header(answer, "Content-Security-Policy"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("noindex", Header(answer, "X-Robots-Tag"));
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}

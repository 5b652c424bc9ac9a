using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Harness;
using Relay.TelegramGateway.FetchingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.FetchingFiles;

/// <summary>Over real HTTP: where a file is taken from, and what of it.</summary>
public sealed class FileFetcherTests : IAsyncLifetime
{
    private const string Png = "\u0089PNG";

    private WebApplication app = null!;
    private MemoryStream kept = new();
    private readonly TaskCompletionSource stops = new();

    private string Origin => app.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/photo", () => Results.File(System.Text.Encoding.Latin1.GetBytes(Png), "image/png", "Фото из зала.png"));
        app.MapGet("/big", () => Results.File(new byte[3_000_000], "application/pdf"));
        app.MapGet("/endless", async (HttpContext http) =>
        {
            for (var i = 0; i < 1000 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(new byte[64 * 1024], http.RequestAborted);
            }
        });
        app.MapGet("/stops", async (HttpContext http) =>
        {
            await http.Response.Body.WriteAsync(new byte[FileFetcher.PieceSize + 1000], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            stops.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        app.MapGet("/some/прайс", () => Results.File(new byte[700_000]));
        app.MapGet("/page", () => Results.Content("<html>", "text/html"));
        app.MapGet("/hidden-page", () => Results.File("\r\n<!DOCTYPE html>"u8.ToArray(), "application/pdf"));
        app.MapGet("/empty", () => Results.File([], "application/pdf"));
        app.MapGet("/away", () => Results.StatusCode(503));
        app.MapGet("/to", (string url) => Results.Redirect(url));
        app.MapGet("/round", () => Results.Redirect("/round"));
        app.MapGet("/headers", (HttpRequest request) => Results.Text(
            string.Join("|", request.Headers.Where(header => header.Key != "Host").Select(header => $"{header.Key}: {header.Value}"))));
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await kept.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_file_comes_whole_with_its_name_and_kind()
    {
        var fetched = Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("/photo"));

        Assert.Equal(("Фото из зала.png", TelegramFileKind.Photo, 4L), (fetched.Name, fetched.Kind, fetched.Size));
        Assert.Equal(SHA256.HashData(kept.ToArray()), fetched.Hash);
    }

    [Fact]
    public async Task A_file_without_a_name_is_called_as_its_address_ends()
    {
        var fetched = Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("/some/прайс?sign=1"));

        Assert.Equal(("прайс", 700_000L, 700_000L), (fetched.Name, fetched.Size, kept.Length));
    }

    [Theory]
    [InlineData("/big", "too_big")]
    [InlineData("/endless", "too_big")]
    [Trait("Fault", "F40")]
    public async Task What_is_larger_than_any_file_is_cut_off(string path, string why) => await AssertRefusedAsync(path, why);

    [Theory]
    [InlineData("/round", "too_many_redirects")]
    [InlineData("/to?url=https://169.254.169.254/latest", "host_not_allowed")]
    [InlineData("/to?url=file:///etc/passwd", "host_not_allowed")]
    [InlineData("/to?url=http://files.wahelp.ru/a", "not_https")]
    [Trait("Fault", "F41")]
    public async Task What_may_not_be_fetched_is_refused(string path, string why) => await AssertRefusedAsync(path, why);

    [Fact]
    [Trait("Fault", "F40")]
    public async Task A_source_that_stops_in_the_middle_is_given_up()
    {
        var time = new FakeTimeProvider();
        var fetch = FetchAsync("/stops", time: time);
        await stops.Task;
        await UntilAsync(() => kept.Length == FileFetcher.PieceSize, "the first half is kept");
        await UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return fetch.IsCompleted;
            },
            "it is given up");

        Assert.Equal(new FetchOutcome.NotNow("no_answer", IsAnswer: false), await fetch);
    }

    [Theory]
    [Trait("Fault", "F39")]
    [InlineData("/page", "html", true)]
    [InlineData("/hidden-page", "html", true)]
    [InlineData("/empty", "empty", true)]
    [InlineData("/gone", "404", true)]
    [InlineData("/away", "503", false)]
    public async Task What_is_not_there_now_may_come(string path, string why, bool isAnswer) =>
        Assert.Equal(new FetchOutcome.NotNow(why, isAnswer), await FetchAsync(path));

    [Fact]
    public async Task Redirects_are_followed_where_each_is_allowed()
    {
        Assert.IsType<FetchOutcome.Fetched>(await FetchAsync("/to?url=/to?url=/photo"));
    }

    [Fact]
    public async Task Nothing_is_told_of_the_relay()
    {
        await FetchAsync("/headers");

        Assert.Equal("Accept-Encoding: identity", System.Text.Encoding.UTF8.GetString(kept.ToArray()));
    }

    [Fact]
    [Trait("Fault", "F41")]
    public async Task An_allowed_name_that_leads_to_this_machine_is_not_connected_to()
    {
        var url = $"https://localhost:{new Uri(Origin).Port}/photo";

        Assert.Equal(new FetchOutcome.Refused("address_not_public"), await FetchAsync(url, "localhost"));
    }

    /// <summary>The name exists nowhere: that it is connected to shows that no other look-up than the one whose answer is checked decides where.</summary>
    [Fact]
    [Trait("Fault", "F42")]
    public async Task A_name_is_looked_up_once_for_a_connection_and_what_it_means_the_next_time_is_checked_again()
    {
        using var secret = new TcpListener(IPAddress.Loopback, 0);
        secret.Start();
        var (port, asked) = (new Uri(Origin).Port, new List<string>());
        var options = new ReplyFileOptions { Hosts = [$"http://files.example:{port}", "files.example"] };
        using var fetcher = new FileFetcher(new FileHosts(options, LookUpAsync), options, TimeProvider.System);

        var outcome = await FetchAsync(fetcher, $"http://files.example:{port}/to?url=https://files.example:{((IPEndPoint)secret.LocalEndpoint).Port}/");

        Assert.Equal(new FetchOutcome.Refused("address_not_public"), outcome);
        Assert.Equal(["files.example", "files.example"], asked);
        Assert.False(secret.Pending());

        Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellationToken)
        {
            asked.Add(name);
            return Task.FromResult<IPAddress[]>(asked.Count == 1 ? [IPAddress.Loopback] : [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]);
        }
    }

    [Theory]
    [InlineData("FFD8FFE0", "Photo", ".jpg")]
    [InlineData("89504E47", "Photo", ".png")]
    [InlineData("474946383961", "Animation", ".gif")]
    [InlineData("255044462D312E37", "Document", ".pdf")]
    [InlineData("494433", "Audio", ".mp3")]
    [InlineData("00000020667479704D344120", "Audio", ".m4a")]
    [InlineData("000000206674797069736F6D", "Video", ".mp4")]
    [InlineData("0000002066747970", "Document", "")]
    [InlineData("4F67675300000000000000000000000000000000000000000000000001134F70757348656164", "Document", ".ogg")]
    [InlineData("4F6767530000000000000000000000000000000000000000000000014F70757348656164", "Voice", ".ogg")]
    [InlineData("524946460000000057454250", "Document", ".webp")]
    [InlineData("00", "Document", "")]
    public void A_file_is_known_by_its_first_bytes(string head, string kind, string extension) =>
        Assert.Equal(new FileSignature(Enum.Parse<TelegramFileKind>(kind), extension), FileSignature.Of(Convert.FromHexString(head), size: 100));

    [Fact]
    public void A_picture_that_is_too_big_for_a_photo_is_a_document() =>
        Assert.Equal(TelegramFileKind.Document, FileSignature.Of([0xFF, 0xD8, 0xFF], 11_000_000).Kind);

    private static Task UntilAsync(Func<bool> condition, string what) => Waiting.UntilAsync(condition, TimeSpan.FromSeconds(30), what);

    private async Task AssertRefusedAsync(string path, string why) =>
        Assert.Equal(why, Assert.IsType<FetchOutcome.Refused>(await FetchAsync(path)).Why);

    private async Task<FetchOutcome> FetchAsync(string path, string? host = null, TimeProvider? time = null)
    {
        var options = new ReplyFileOptions { Hosts = [Origin, "wahelp.ru", .. host is null ? Array.Empty<string>() : [host]], MaxMegabytes = 2 };
        using var fetcher = new FileFetcher(new FileHosts(options), options, time ?? TimeProvider.System);
        return await FetchAsync(fetcher, path.StartsWith('/') ? Origin + path : path);
    }

    private async Task<FetchOutcome> FetchAsync(FileFetcher fetcher, string url)
    {
        kept = new MemoryStream();
        return await fetcher.FetchAsync(
            new FileToFetch(Guid.NewGuid(), Guid.NewGuid(), url, "", 1, TimeSpan.FromMinutes(1)),
            async (_, piece, token) => await kept.WriteAsync(piece, token),
            TestContext.Current.CancellationToken);
    }
}

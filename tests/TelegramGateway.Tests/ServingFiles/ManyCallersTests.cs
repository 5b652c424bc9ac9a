using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Harness;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.ServingFiles;

/// <summary>Many open links at once, or are slow.</summary>
public sealed class ManyCallersTests
{
    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 2000).Select(number => (byte)number)];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_opens_a_file_together_shares_one_fetch_also_when_the_first_leaves()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        var (begun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Has(async http =>
        {
            begun.SetResult();
            await goesOn.Task;
            await http.Response.Body.WriteAsync(Photo);
        });
        using var leaves = new CancellationTokenSource();

        var first = server.Http.GetByteArrayAsync(link, leaves.Token);
        await begun.Task;
        var others = Enumerable.Range(0, 20).Select(_ => server.Http.GetByteArrayAsync(link, Stop)).ToList();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        goesOn.SetResult();

        Assert.All(await Task.WhenAll(others), bytes => Assert.Equal(Photo, bytes));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    public async Task No_more_files_are_fetched_at_once_than_allowed(int waiting)
    {
        await using var server = await LinkServer.StartAsync(new DownloadLimits { Fetches = 2, Waiting = waiting });
        var (running, most, goesOn) = (0, 0, new TaskCompletionSource());
        for (var i = 0; i < 3; i++)
        {
            server.Has(async http =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await goesOn.Task;
                Interlocked.Decrement(ref running);
                await http.Response.Body.WriteAsync(Photo);
            });
        }

        var opened = Enumerable.Range(0, 3).Select(_ => server.Http.GetAsync(server.Link(), Stop)).ToList();
        await Waiting.UntilAsync(() => Volatile.Read(ref running) == 2, Patience, "two fetches run");
        goesOn.SetResult();

        Assert.All(await Task.WhenAll(opened), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Callers_come_again_when_too_many_files_are_waited_for()
    {
        await using var server = await LinkServer.StartAsync(new DownloadLimits { Waiting = 1 });
        var (begun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Has(async http =>
        {
            begun.SetResult();
            await goesOn.Task;
            await http.Response.Body.WriteAsync(Photo);
        });
        var first = server.Http.GetByteArrayAsync(server.Link(), Stop);
        await begun.Task;

        using var second = await server.Http.GetAsync(server.Link(), Stop);
        goesOn.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(Photo, await first);
    }

    [Fact]
    [Trait("Fault", "F48")]
    public async Task The_file_that_nobody_opened_for_the_longest_time_makes_room()
    {
        await using var server = await LinkServer.StartAsync(cacheMegabytes: 1);
        var links = Enumerable.Range(0, 3).Select(_ => server.Link()).ToList();
        foreach (var link in (List<string>)[links[0], links[1]])
        {
            server.Has(new byte[400_000]);
            await server.Http.GetByteArrayAsync(link, Stop);
        }

        await server.Http.GetByteArrayAsync(links[0], Stop); // younger than the second now
        server.Has(new byte[400_000]);
        await server.Http.GetByteArrayAsync(links[2], Stop);
        await server.Http.GetByteArrayAsync(links[0], Stop);
        server.Has(new byte[400_000]);
        await server.Http.GetByteArrayAsync(links[1], Stop);

        Assert.Equal(2, Directory.GetFiles(server.CacheFolder).Length);
    }

    [Fact]
    public async Task The_folder_may_be_emptied_at_any_time()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        server.Has(Photo);
        await server.Http.GetByteArrayAsync(link, Stop);
        Directory.Delete(server.CacheFolder, recursive: true);
        server.Has(Photo);

        Assert.Equal(Photo, await server.Http.GetByteArrayAsync(link, Stop));
    }

    /// <summary>A file in the folder's place fails as a full disk does, on every machine and for every user.</summary>
    [Fact]
    [Trait("Fault", "F48")]
    public async Task While_the_folder_takes_no_file_callers_are_asked_to_come_again()
    {
        await using var server = await LinkServer.StartAsync();
        var link = server.Link();
        await File.WriteAllBytesAsync(server.CacheFolder, [], Stop);

        using var refused = await server.Http.GetAsync(link, Stop);
        File.Delete(server.CacheFolder);
        server.Has(Photo);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        Assert.Equal(Photo, await server.Http.GetByteArrayAsync(link, Stop));
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_and_makes_room_for_others()
    {
        await using var server = await LinkServer.StartAsync(
            new DownloadLimits { Readers = 1, SlowestReader = 10_000_000, SlowFor = TimeSpan.FromSeconds(1.1) });
        var link = server.Link();
        server.Has(new byte[ClientFile.Largest]);
        using (await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Stop))
        {
            using var reader = new TcpClient { ReceiveBufferSize = 4096 };
            await reader.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, Stop);
            await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n"), Stop);
            await reader.GetStream().ReadExactlyAsync(new byte[1], Stop); // it has the place, and reads no further
            await Waiting.UntilAsync(async () => await HeadAsync() == HttpStatusCode.ServiceUnavailable, Patience, "the place is taken");

            await Waiting.UntilAsync(async () => await HeadAsync() == HttpStatusCode.OK, Patience, "the place is free");
        }

        async Task<HttpStatusCode> HeadAsync()
        {
            using var answer = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Stop);
            return answer.StatusCode;
        }
    }
}

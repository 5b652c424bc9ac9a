using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.ServiceDefaults.Importing;
using Relay.ServiceDefaults.Tests.Hosting;

namespace Relay.ServiceDefaults.Tests.Importing;

/// <summary>Tables that come as a request's body, over a socket.</summary>
public sealed class TableImportTests : IAsyncLifetime
{
    private const string Table = "phone,name\r\n1,a\r\n2,b\r\n";
    private const string Chunked = "Transfer-Encoding: chunked";

    private readonly RecordedErrors errors = new();
    private WebApplication service = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["URLS"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders().AddProvider(errors);
        service = builder.Build();
        service.MapPost("/", context => new Names().RunAsync(context));
        await service.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await service.StopAsync(TestContext.Current.CancellationToken);
        await service.DisposeAsync();
        Assert.Empty(errors.Lines);
    }

    [Theory]
    [InlineData("no size\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("C\r\nphone,name\r\n\r\nno size\r\n")]
    [InlineData("C\r\nphone,name\r\nno end of the chunk\r\n")]
    public async Task A_file_that_comes_garbled_is_refused_with_a_sentence(string body)
    {
        var answer = await CallAsync(Chunked, body);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains(
            "The file cannot be read on from line 1: it broke off on its way here, or came garbled. Send it again.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_some_of_it_was_taken_already_the_answer_says_so_and_has_no_end()
    {
        using var socket = await ConnectAsync();
        var stream = socket.GetStream();
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head(Chunked)}{Table.Length:X}\r\n{Table}\r\n"), TestContext.Current.CancellationToken);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) != "% 0 2")
        {
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes("no size\r\n"), TestContext.Current.CancellationToken);
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Send it again. What stands before it may be stored already; repeating that is harmless.", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("Done", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_is_no_error_of_ours()
    {
        using (var socket = await ConnectAsync())
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head("Content-Length: 1000") + Table), TestContext.Current.CancellationToken);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Contains("Done. 2 rows", await CallAsync($"Content-Length: {Table.Length}", Table), StringComparison.Ordinal);
    }

    private static string Head(string framing) => $"POST / HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n{framing}\r\n\r\n";

    private async Task<TcpClient> ConnectAsync()
    {
        var address = new Uri(service.Urls.First());
        var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task<string> CallAsync(string framing, string body)
    {
        using var socket = await ConnectAsync();
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(framing) + body), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Names() : TableImport<string>(NullLogger.Instance)
    {
        protected override IReadOnlyList<string> Required => ["phone", "name"];

        protected override int ChunkSize => 2;

        protected override (string? Item, string? Refused) Read(TableRow row) => (row[1], null);

        protected override Task<StoredChunk> StoreAsync(IReadOnlyList<string> items, CancellationToken cancellationToken) =>
            Task.FromResult(new StoredChunk(items.Count, 0, []));
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Relay.Contracts;
using Relay.Harness;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.FetchingFiles;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.FetchingFiles;

/// <summary>On a real PostgreSQL: files whose clients are held, so that they lie for days.</summary>
public sealed class HeldFilesTests : IAsyncLifetime
{
    private const int Clients = 1000;
    private const int Piece = FileFetcher.PieceSize;

    private static readonly Attachment Address = new() { Url = "https://wahelp.ru/a.pdf", FileName = "" };

    private readonly ReplyFileOptions options = new() { MaxMegabytes = 1, StoreMegabytes = 2 };
    private readonly FileSignal signal = new();
    private Database database = null!;
    private NpgsqlDataSource source = null!;
    private FileStore store = null!;
    private ReplyFiles files = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("telegram_held");
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await GatewayTables.MigrateAsync<TelegramGatewayDbContext>(source, made => new TelegramGatewayDbContext(made));
        store = new FileStore(source, options);
        files = new ReplyFiles(source, options, new TelegramOptions { BotToken = FakeTelegram.Token }, signal);
    }

    public async ValueTask DisposeAsync()
    {
        signal.Dispose();
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_file_for_a_thousand_held_clients_lies_here_once_until_the_last_of_them_has_it()
    {
        var file = Bytes(Piece + 50_000);
        var messages = await HoldAsync(Clients);
        for (var client = 0; client < Clients; client++)
        {
            await FetchAsync(file);
            await store.FreeAsync(Stop); // as each round does
        }

        Assert.Equal((1L, 2L, (long)file.Length), (await CountAsync("file_content"), await CountAsync("file_chunk"), await BytesAsync()));
        Assert.InRange(await NumberAsync("SELECT pg_total_relation_size('file_chunk')"), file.Length, 3 * file.Length); // nor was it ever written again
        Assert.Equal(Clients, await NumberAsync("SELECT count(*) FROM reply_file WHERE state = 'ready'"));
        Assert.False(await store.IsFullAsync(Stop));

        await EndAsync(messages[1..]);
        await store.FreeAsync(Stop);
        var last = Assert.IsType<ReplyFile.Ready>(await files.FindAsync(messages[0], Address, Stop));
        Assert.Equal(file, await ReadAsync(last.Content));

        await EndAsync(messages[..1]);
        await store.FreeAsync(Stop);
        Assert.Equal((0L, 0L, 0L), (await CountAsync("file_content"), await CountAsync("file_chunk"), await CountAsync("reply_file")));
    }

    [Theory]
    [InlineData(2 * Piece, 2 * Piece, 2 * Piece - 1)] // one byte differs
    [InlineData(2 * Piece, 2 * Piece, Piece - 1)]
    [InlineData(2 * Piece, Piece, null)] // it ends where its twin goes on
    [InlineData(2 * Piece, Piece + 7, null)]
    [InlineData(2 * Piece, 0, null)]
    [InlineData(Piece, 2 * Piece, null)] // it goes on where its twin ends
    [InlineData(7, 2 * Piece, null)]
    public async Task A_file_that_begins_like_another_is_still_its_own(int oneSize, int otherSize, int? differsAt)
    {
        var longest = Bytes(Math.Max(oneSize, otherSize));
        var (one, other) = (longest[..oneSize], otherSize == 0 ? Bytes(100) : longest[..otherSize]);
        if (differsAt is { } place)
        {
            other[place] ^= 1;
        }

        var messages = await HoldAsync(2);
        await FetchAsync(one);
        await FetchAsync(other);
        await store.FreeAsync(Stop);

        var kept = new List<string>();
        foreach (var message in messages)
        {
            kept.Add(Hash(await ReadAsync(Assert.IsType<ReplyFile.Ready>(await files.FindAsync(message, Address, Stop)).Content)));
        }

        Assert.Equal(new[] { Hash(one), Hash(other) }.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
        Assert.Equal(2, await CountAsync("file_content"));
    }

    [Fact]
    public async Task A_file_whose_twin_goes_while_it_comes_is_fetched_again()
    {
        var file = Bytes(2 * Piece);
        var messages = await HoldAsync(1);
        await FetchAsync(file);
        var other = await HoldAsync(1);
        var writer = new FileWriter(store, Assert.Single(await store.ClaimAsync(1, Stop)));
        await writer.WriteAsync(0, file.AsMemory(0, Piece), Stop);
        await EndAsync(messages);
        await store.FreeAsync(Stop);

        await Assert.ThrowsAsync<FetchLostException>(() => writer.WriteAsync(1, file.AsMemory(Piece), Stop));

        await ExecuteAsync("UPDATE reply_file SET due_at = now()");
        await FetchAsync(file);
        Assert.Equal(file, await ReadAsync(Assert.IsType<ReplyFile.Ready>(await files.FindAsync(other[0], Address, Stop)).Content));
    }

    [Fact]
    public async Task Files_beyond_the_room_wait_health_says_so_and_they_are_fetched_when_there_is_room()
    {
        var health = new FileStoreHealth(store);
        var messages = await HoldAsync(3);
        await FetchAsync(Bytes(1_000_000));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext(), Stop)).Status);
        await FetchAsync(Bytes(1_000_000));

        Assert.Empty(await store.ClaimAsync(9, Stop));
        var full = await health.CheckHealthAsync(new HealthCheckContext(), Stop);
        Assert.Equal(HealthStatus.Degraded, full.Status);
        Assert.Contains("RELAY_FILES_STORE_MB", full.Description, StringComparison.Ordinal);

        await EndAsync([await ReadyAsync(messages)]);
        await store.FreeAsync(Stop);
        await FetchAsync(Bytes(1_000_000));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext(), Stop)).Status);
    }

    private async Task<Guid> ReadyAsync(IEnumerable<Guid> messages)
    {
        foreach (var message in messages)
        {
            if (await files.FindAsync(message, Address, Stop) is ReplyFile.Ready)
            {
                return message;
            }
        }

        throw new InvalidOperationException("None is here.");
    }

    private async Task FetchAsync(byte[] bytes)
    {
        var writer = new FileWriter(store, Assert.Single(await store.ClaimAsync(1, Stop)));
        foreach (var (position, piece) in bytes.Chunk(Piece).Index())
        {
            await writer.WriteAsync(position, piece, Stop);
        }

        await writer.EndAsync(new FetchOutcome.Fetched(SHA256.HashData(bytes), bytes.Length, TelegramFileKind.Document, "a.pdf"), Stop);
    }

    private async Task<byte[]> ReadAsync(Guid content)
    {
        using var read = new MemoryStream();
        await foreach (var piece in new FileBytes(source).ReadAsync(content, Stop))
        {
            await read.WriteAsync(piece, Stop);
        }

        return read.ToArray();
    }

    private async Task<Guid[]> HoldAsync(int count)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        var hold = new Statement(
            """
            INSERT INTO delivery (message_id, lane, number, previous, type, body, state, reason, received_at)
            SELECT id, 'c:' || id, 1, 0, 'OperatorReplied', '', 'held', 'not_linked', now() FROM unnest(@ids) AS id
            """)
        {
            Parameters = [new("ids", ids)],
        };
        await source.RunAsync([hold, .. ids.Select(id => files.Keep(id, Address))], Stop);
        return ids;
    }

    private Task EndAsync(Guid[] messages) => source.RunAsync(
        new Statement("UPDATE delivery SET state = 'delivered', done_at = now() WHERE message_id = ANY(@ids)") { Parameters = [new("ids", messages)] }, Stop);

    private Task ExecuteAsync(string sql) => source.RunAsync(new Statement(sql), Stop);

    private Task<long> BytesAsync() => NumberAsync("SELECT sum(octet_length(bytes)) FROM file_chunk");

    private Task<long> CountAsync(string table) => NumberAsync($"SELECT count(*) FROM {table}");

    private async Task<long> NumberAsync(string sql) =>
        (await source.ReadAsync(new Statement<long>($"SELECT ({sql}) AS number", row => row.Number("number")), Stop))[0];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int size) => RandomNumberGenerator.GetBytes(size);
}

using System.Security.Cryptography;
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

/// <summary>On a real PostgreSQL, migrated: what is kept of files, and for how long.</summary>
public sealed class FileStoreTests : IAsyncLifetime
{
    private static readonly Attachment File = new() { Url = "https://wahelp.ru/a.pdf", FileName = "" };

    private readonly ReplyFileOptions options = new() { MaxMegabytes = 1, StoreMegabytes = 2 };
    private readonly FileSignal signal = new();
    private Database database = null!;
    private NpgsqlDataSource source = null!;
    private FileStore store = null!;
    private ReplyFiles files = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("telegram_files");
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
    public async Task A_file_is_kept_from_its_message_to_its_end_and_read_as_it_came()
    {
        var (message, bytes) = (await MessageAsync(), RandomNumberGenerator.GetBytes(600_000));
        Assert.IsType<ReplyFile.Waiting>(await files.FindAsync(message, File, Stop));

        await FetchAsync(bytes);

        var ready = Assert.IsType<ReplyFile.Ready>(await files.FindAsync(message, File, Stop));
        Assert.Equal((TelegramFileKind.Photo, 600_000L, "a.jpg"), (ready.Kind, ready.Size, ready.Name));
        Assert.Equal(bytes, await ReadAsync(ready.Content));
        await EndAsync(message);
        await store.FreeAsync(Stop);
        Assert.Equal((0L, 0L), (await CountAsync("reply_file"), await CountAsync("file_chunk")));
    }

    [Fact]
    [Trait("Fault", "F51")]
    public async Task Equal_bytes_are_kept_once_and_uploaded_once()
    {
        var (one, other, bytes) = (await MessageAsync(), await MessageAsync(), RandomNumberGenerator.GetBytes(10));
        await FetchAsync(bytes);
        await FetchAsync(bytes);
        await store.FreeAsync(Stop);
        Assert.Equal(1, await CountAsync("file_content"));

        var ready = Assert.IsType<ReplyFile.Ready>(await files.FindAsync(one, File, Stop));
        var sent = new TelegramFile(1, ready.Kind, ready.Content, ready.Size, ready.Name, "", FileId: null) { Message = other };
        await files.RememberAsync(sent, "F1", Stop);

        Assert.Equal("F1", Assert.IsType<ReplyFile.Ready>(await files.FindAsync(other, File, Stop)).FileId);
        await ExecuteAsync($"UPDATE reply_file SET name = 'otherwise' WHERE message_id = '{other}'"); // an id brings its name along
        Assert.Null(Assert.IsType<ReplyFile.Ready>(await files.FindAsync(other, File, Stop)).FileId);
        await ExecuteAsync($"UPDATE reply_file SET name = '{ready.Name}' WHERE message_id = '{other}'");
        await files.ChangeAsync(sent with { FileId = "F1" }, FileRefusal.FileId, Stop);
        Assert.Null(Assert.IsType<ReplyFile.Ready>(await files.FindAsync(other, File, Stop)).FileId);
        await files.ChangeAsync(sent, FileRefusal.Kind, Stop);
        Assert.Equal(TelegramFileKind.Document, Assert.IsType<ReplyFile.Ready>(await files.FindAsync(other, File, Stop)).Kind);
        await files.ChangeAsync(sent, FileRefusal.File, Stop);
        Assert.IsType<ReplyFile.Missing>(await files.FindAsync(other, File, Stop));
        Assert.IsType<ReplyFile.Ready>(await files.FindAsync(one, File, Stop));
    }

    [Fact]
    [Trait("Fault", "F52")]
    public async Task A_fetch_that_died_is_taken_over_and_what_it_still_writes_is_refused()
    {
        await MessageAsync();
        var dead = Assert.Single(await store.ClaimAsync(9, Stop));
        await store.AppendAsync(dead, 0, new byte[10], [], Stop);
        Assert.Empty(await store.ClaimAsync(9, Stop));

        await ExecuteAsync("UPDATE reply_file SET due_at = now()");
        var next = Assert.Single(await store.ClaimAsync(9, Stop));

        Assert.Equal(2, next.Tries);
        await Assert.ThrowsAsync<FetchLostException>(() => store.AppendAsync(dead, 1, new byte[10], [], Stop));
        await Assert.ThrowsAsync<FetchLostException>(() => store.MissingAsync(dead, "404", Stop));
    }

    [Fact]
    [Trait("Fault", "F50")]
    public async Task Files_beyond_the_room_wait_and_health_says_so()
    {
        await MessageAsync();
        await MessageAsync();
        await MessageAsync();

        Assert.Equal(2, (await store.ClaimAsync(9, Stop)).Count);
        Assert.Empty(await store.ClaimAsync(9, Stop));
        Assert.True(await store.IsFullAsync(Stop));
    }

    [Fact]
    public async Task A_file_that_is_not_here_in_time_does_not_go_but_one_that_was_never_tried_is_tried_once()
    {
        var message = await MessageAsync();
        await ExecuteAsync("UPDATE reply_file SET deadline = now() - interval '1 s'");
        Assert.Empty(await store.ExpireAsync(Stop));

        var claimed = Assert.Single(await store.ClaimAsync(9, Stop));
        await store.AgainAsync(claimed, "503", TimeSpan.FromSeconds(9), Stop);

        Assert.Empty(await store.ClaimAsync(9, Stop));
        Assert.Equal([message], await store.ExpireAsync(Stop));
        Assert.IsType<ReplyFile.Missing>(await files.FindAsync(message, File, Stop));
    }

    [Fact]
    public async Task A_repeated_message_that_is_final_is_not_fetched_again()
    {
        var message = await MessageAsync();
        await EndAsync(message);
        await store.FreeAsync(Stop);

        await source.RunAsync(files.Keep(message, File), Stop);

        Assert.Empty(await store.ClaimAsync(9, Stop));
    }

    private async Task FetchAsync(byte[] bytes)
    {
        var writer = new FileWriter(store, (await store.ClaimAsync(1, Stop))[0]);
        foreach (var (position, piece) in bytes.Chunk(FileFetcher.PieceSize).Index())
        {
            await writer.WriteAsync(position, piece, Stop);
        }

        await writer.EndAsync(new FetchOutcome.Fetched(SHA256.HashData(bytes), bytes.Length, TelegramFileKind.Photo, "a.jpg"), Stop);
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

    private async Task<Guid> MessageAsync()
    {
        var id = Guid.NewGuid();
        await ExecuteAsync(
            $"""
            INSERT INTO delivery (message_id, lane, number, previous, type, body, received_at) VALUES ('{id}', 'c:+7', 1, 0, 'OperatorReplied', '', now())
            """);
        await source.RunAsync(files.Keep(id, File), Stop);
        return id;
    }

    private Task EndAsync(Guid message) => ExecuteAsync($"UPDATE delivery SET state = 'delivered', done_at = now() WHERE message_id = '{message}'");

    private Task ExecuteAsync(string sql) => source.RunAsync(new Statement(sql), Stop);

    private async Task<long> CountAsync(string table) =>
        (await source.ReadAsync(new Statement<long>($"SELECT count(*) AS rows FROM {table}", row => row.Number("rows")), Stop))[0];
}

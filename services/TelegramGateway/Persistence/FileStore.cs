using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.FetchingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The tables <c>reply_file</c>, <c>file_content</c> and <c>file_chunk</c>, as the fetching of files uses them.</summary>
internal sealed class FileStore(NpgsqlDataSource database, ReplyFileOptions options) : IFileStore
{
    /// <summary>Longer than the fetcher waits for a piece.</summary>
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromSeconds(30);

    /// <summary>Claims of several instances come one after the other: each sees how much room the others' files need.</summary>
    private const long RoomLock = 0x52656C6179;

    /// <summary>Others leave the file alone for longer; no row if it is not this instance's any more.</summary>
    private const string Renewed =
        """
        WITH ours AS (
            UPDATE reply_file SET due_at = now() + @lasts WHERE message_id = @id AND content_id = @content AND state = 'waiting' RETURNING content_id)
        """;

    private const string IsFull = "(SELECT coalesce(sum(size), 0) + @max > @store FROM file_content)";

    public async Task<IReadOnlyList<FileToFetch>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        var claim = new Statement<FileToFetch>(
            """
            WITH due AS MATERIALIZED (
                SELECT message_id, gen_random_uuid() AS content FROM reply_file
                WHERE state = 'waiting' AND due_at <= now() AND (deadline > now() OR tries = 0)
                ORDER BY due_at
                LIMIT least(@most, (SELECT greatest(0, floor((@store - coalesce(sum(size), 0)) / @max))::bigint FROM file_content))
                FOR UPDATE SKIP LOCKED),
            made AS (INSERT INTO file_content (id, size) SELECT content, @max FROM due)
            UPDATE reply_file f SET content_id = due.content, tries = f.tries + 1, due_at = now() + @lasts FROM due WHERE f.message_id = due.message_id
            RETURNING f.message_id, f.content_id, f.url, f.name, f.tries, extract(epoch FROM f.deadline - now())::float8 AS left_for
            """,
            row => new FileToFetch(
                row.Id("message_id"), row.Id("content_id"), row.Text("url"), row.Text("name"), row.Count("tries"), row.Seconds("left_for")))
        {
            Parameters = [new("most", (long)most), new("lasts", ClaimLasts), .. Room()],
        };
        await database.CommitAsync([Lock(RoomLock), claim], cancellationToken);
        return claim.Rows;
    }

    public async Task<Guid?> FindTwinAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var find = new Statement<Guid>(
            """
            SELECT c.id FROM file_content c JOIN file_chunk p ON p.content_id = c.id AND p.position = 0
            WHERE c.hash IS NOT NULL AND p.hash = @hash LIMIT 1
            """,
            row => row.Id("id"))
        {
            Parameters = [new("hash", hash)],
        };
        return await database.ReadAsync(find, cancellationToken) is [var twin] ? twin : null;
    }

    public async Task<bool> HasPieceAsync(FileToFetch file, Guid twin, int position, byte[] hash, CancellationToken cancellationToken)
    {
        var compare = new Statement<bool>(
            $"""
            {Renewed}
            SELECT EXISTS (SELECT FROM file_chunk WHERE content_id = @twin AND position = @position AND hash = @hash) AS same FROM ours
            """,
            row => row.Is("same"))
        {
            Parameters = [.. Ours(file), new("lasts", ClaimLasts), new("twin", twin), new("position", position), new("hash", hash)],
        };
        return await database.ReadAsync(compare, cancellationToken) is [var same] ? same : throw new FetchLostException();
    }

    public async Task<bool> IsWholeAsync(Guid twin, byte[] hash, CancellationToken cancellationToken)
    {
        var compare = new Statement<bool>(
            "SELECT EXISTS (SELECT FROM file_content WHERE id = @twin AND hash = @hash) AS same", row => row.Is("same"))
        {
            Parameters = [new("twin", twin), new("hash", hash)],
        };
        return (await database.ReadAsync(compare, cancellationToken))[0];
    }

    public Task CopyAsync(FileToFetch file, Guid twin, int pieces, CancellationToken cancellationToken) => WriteAsync(
        """
        INSERT INTO file_chunk (content_id, position, bytes, hash)
        SELECT ours.content_id, p.position, p.bytes, p.hash FROM ours, file_chunk p WHERE p.content_id = @twin AND p.position < @pieces
        """,
        file,
        pieces,
        [new("twin", twin), new("pieces", pieces)],
        cancellationToken);

    public Task AppendAsync(FileToFetch file, int position, ReadOnlyMemory<byte> piece, byte[] hash, CancellationToken cancellationToken) => WriteAsync(
        "INSERT INTO file_chunk (content_id, position, bytes, hash) SELECT content_id, @position, @bytes, @hash FROM ours",
        file,
        1,
        [new("position", position), new NpgsqlParameter<ReadOnlyMemory<byte>>("bytes", piece), new("hash", hash)],
        cancellationToken);

    public Task ReadyAsync(FileToFetch file, FetchOutcome.Fetched fetched, CancellationToken cancellationToken) => ChangeAsync(
        [
            Lock(BitConverter.ToInt64(fetched.Hash)),
            new(
                """
                UPDATE file_content SET hash = @hash, size = @size, kind = @kind
                WHERE id = @content AND NOT EXISTS (SELECT FROM file_content WHERE hash = @hash)
                    AND EXISTS (SELECT FROM file_chunk WHERE content_id = @content)
                """)
            {
                Parameters =
                [
                    new("content", file.Content), new("hash", fetched.Hash), new("size", fetched.Size), new("kind", FileCallFields.FieldOf(fetched.Kind)),
                ],
            },
        ],
        new(
            """
            UPDATE reply_file SET state = 'ready', reason = NULL, name = @name, content_id = (SELECT id FROM file_content WHERE hash = @hash)
            WHERE message_id = @id AND content_id = @content AND state = 'waiting' AND EXISTS (SELECT FROM file_content WHERE hash = @hash)
            """)
        {
            Parameters = [.. Ours(file), new("hash", fetched.Hash), new("name", fetched.Name)],
        },
        cancellationToken);

    public Task MissingAsync(FileToFetch file, string why, CancellationToken cancellationToken) => ChangeAsync(
        [],
        new(
            """
            UPDATE reply_file SET state = 'missing', reason = @why, content_id = NULL WHERE message_id = @id AND content_id = @content AND state = 'waiting'
            """)
        {
            Parameters = [.. Ours(file), new("why", why)],
        },
        cancellationToken);

    public Task AgainAsync(FileToFetch file, string why, TimeSpan after, CancellationToken cancellationToken) => ChangeAsync(
        [],
        new(
            """
            UPDATE reply_file SET reason = @why, content_id = NULL, due_at = least(now() + @after, greatest(deadline, now()))
            WHERE message_id = @id AND content_id = @content AND state = 'waiting'
            """)
        {
            Parameters = [.. Ours(file), new("why", why), new("after", after)],
        },
        cancellationToken);

    public Task<IReadOnlyList<Guid>> ExpireAsync(CancellationToken cancellationToken) => database.ReadAsync(
        new Statement<Guid>(
            $"""
            UPDATE reply_file SET state = 'missing', reason = coalesce(reason, 'too_late'), content_id = NULL
            WHERE state = 'waiting' AND deadline <= now() AND due_at <= now() AND (tries > 0 OR {IsFull})
            RETURNING message_id
            """,
            row => row.Id("message_id"))
        {
            Parameters = [.. Room()],
        },
        cancellationToken);

    public Task FreeAsync(CancellationToken cancellationToken) => database.RunAsync(
        [
            new("DELETE FROM reply_file f WHERE NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = f.message_id AND d.done_at IS NULL)"),
            new("DELETE FROM file_content c WHERE NOT EXISTS (SELECT FROM reply_file f WHERE f.content_id = c.id)"),
        ],
        cancellationToken);

    public async Task<bool> IsFullAsync(CancellationToken cancellationToken)
    {
        var waits = new Statement<bool>(
            $"SELECT {IsFull} AND EXISTS (SELECT FROM reply_file WHERE state = 'waiting' AND due_at <= now()) AS waits", row => row.Is("waits"))
        {
            Parameters = [.. Room()],
        };
        return (await database.ReadAsync(waits, cancellationToken))[0];
    }

    private async Task WriteAsync(string sql, FileToFetch file, int rows, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var write = new Statement($"{Renewed}\n{sql}") { Parameters = [.. Ours(file), new("lasts", ClaimLasts), .. parameters] };
        await database.RunAsync(write, cancellationToken);
        if (write.Changed != rows)
        {
            throw new FetchLostException();
        }
    }

    private async Task ChangeAsync(IReadOnlyList<Statement> before, Statement change, CancellationToken cancellationToken)
    {
        await database.CommitAsync([.. before, change], cancellationToken);
        if (change.Changed == 0)
        {
            throw new FetchLostException();
        }
    }

    private static Statement<bool> Lock(long key) => new("SELECT pg_advisory_xact_lock(@key)", _ => true) { Parameters = [new("key", key)] };

    private static NpgsqlParameter[] Ours(FileToFetch file) => [new("id", file.MessageId), new("content", file.Content)];

    private NpgsqlParameter[] Room() => [new("max", options.MaxBytes), new("store", options.StoreBytes)];
}

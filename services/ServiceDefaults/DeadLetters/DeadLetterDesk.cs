using Microsoft.Extensions.Logging;
using Npgsql;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Lets people view dead letters and decide about them.</summary>
internal sealed partial class DeadLetterDesk(NpgsqlDataSource database, IEnumerable<IDeadLetterReplay> replays, ILogger<DeadLetterDesk> logger)
{
    /// <summary>
    /// As long as accepted ids are kept (Delivery's Retention). Later a replay could not be distinguished from a message that came again and was
    /// delivered.
    /// </summary>
    private const string Replayable = "30 days";

    /// <summary>There is no letter with this number.</summary>
    public static readonly Decision Unknown = new(Found: false, Done: false, "there is no such letter");

    private const string Columns = """
        id, at, source, reason, octet_length(raw), replayed_at, discarded_at, result
        """;

    /// <summary>Open letters, the oldest first.</summary>
    /// <param name="after">Only letters with a greater id.</param>
    /// <param name="limit">The maximum number.</param>
    public async Task<IReadOnlyList<LetterLine>> ListAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM dead WHERE replayed_at IS NULL AND discarded_at IS NULL AND id > @after ORDER BY id LIMIT @limit");
        command.Parameters.Add(new("after", after));
        command.Parameters.Add(new("limit", limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<LetterLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(Read(reader));
        }

        return lines;
    }

    /// <summary>One letter with its content; null if there is none with this id.</summary>
    public async Task<(LetterLine Line, string Raw)?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns}, raw FROM dead WHERE id = @id");
        command.Parameters.Add(new("id", id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (Read(reader), reader.GetString(8)) : null;
    }

    /// <summary>
    /// Processes a letter again. It is locked meanwhile, so that two people do it once. It is marked afterwards, so that a crash in between loses
    /// nothing.
    /// </summary>
    public Task<Decision> ReplayAsync(long id, CancellationToken cancellationToken) => DecideAsync(
        id,
        async letter =>
            letter.IsOld ? new ReplayResult(Done: false, $"it is older than {Replayable}: it is no longer known what was delivered since")
            : replays.FirstOrDefault(replay => replay.Takes(letter.Source)) is { } replay
                ? await TryAsync(replay, letter, cancellationToken)
                : new ReplayResult(Done: false, "nobody here knows how to process it"),
        "UPDATE dead SET result = @words, replayed_at = CASE WHEN @done THEN now() END WHERE id = @id",
        cancellationToken);

    /// <summary>If the broker or the database is away, that is an answer too.</summary>
    private async Task<ReplayResult> TryAsync(IDeadLetterReplay replay, StoredLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            return await replay.ReplayAsync(letter, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTried(logger, error, letter.Id);
            return new ReplayResult(Done: false, $"it could not be tried now ({error.GetType().Name})");
        }
    }

    /// <summary>Removes a letter from the list; it is kept in the table.</summary>
    public Task<Decision> DiscardAsync(long id, CancellationToken cancellationToken) => DecideAsync(
        id,
        _ => Task.FromResult(new ReplayResult(Done: true, "discarded")),
        "UPDATE dead SET result = @words, discarded_at = CASE WHEN @done THEN now() END WHERE id = @id",
        cancellationToken);

    private async Task<Decision> DecideAsync(
        long id, Func<StoredLetter, Task<ReplayResult>> decide, string write, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        var (letter, refusal) = await LockAsync(connection, id, cancellationToken);
        if (letter is null)
        {
            return refusal!;
        }

        var result = await decide(letter);
        await using var update = new NpgsqlCommand(write, connection)
        {
            Parameters = { new("id", id), new("words", result.Words), new("done", result.Done) },
        };
        await update.ExecuteNonQueryAsync(cancellationToken);
        await commit.CommitAsync(cancellationToken);
        return new Decision(Found: true, result.Done, result.Words);
    }

    private static async Task<(StoredLetter? Letter, Decision? Refusal)> LockAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT key, source, raw, replayed_at, discarded_at, at < now() - interval '{Replayable}' FROM dead WHERE id = @id FOR UPDATE", connection)
        {
            Parameters = { new("id", id) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return (null, Unknown);
        }

        if (!await reader.IsDBNullAsync(3, cancellationToken))
        {
            return (null, new Decision(Found: true, Done: false, "it was replayed already"));
        }

        return await reader.IsDBNullAsync(4, cancellationToken)
            ? (new StoredLetter(id, await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(5)), null)
            : (null, new Decision(Found: true, Done: false, "it was discarded already"));
    }

    private static LetterLine Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        reader.IsDBNull(7) ? null : reader.GetString(7));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter {Id} could not be processed again.")]
        public static partial void NotTried(ILogger logger, Exception exception, long id);
    }
}

/// <summary>The result of a decision about a letter.</summary>
/// <param name="Found">True if the letter exists.</param>
/// <param name="Done">True if the letter is no longer open.</param>
/// <param name="Words">The reason.</param>
internal sealed record Decision(bool Found, bool Done, string Words);

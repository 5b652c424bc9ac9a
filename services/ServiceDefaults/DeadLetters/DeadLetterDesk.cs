using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Lets people view dead letters and decide about them.</summary>
internal sealed partial class DeadLetterDesk(NpgsqlDataSource database, IEnumerable<IDeadLetterReplay> replays, ILogger<DeadLetterDesk> logger)
{
    /// <summary>There is no letter with this number.</summary>
    public static readonly Decision Unknown = new(Found: false, Done: false, "there is no such letter");

    /// <summary>Open letters, the oldest first.</summary>
    /// <param name="after">Only letters with a greater id.</param>
    /// <param name="limit">The maximum number.</param>
    public Task<IReadOnlyList<LetterLine>> ListAsync(long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(DeadLetterStatements.Waiting(after, limit), cancellationToken);

    /// <summary>One letter with its content; null if there is none with this id.</summary>
    public async Task<(LetterLine Line, string Raw)?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(DeadLetterStatements.Find(id), cancellationToken);
        return found is [var letter] ? letter : null;
    }

    /// <summary>
    /// Processes a letter again. It is locked meanwhile, so that two people do it once. It is marked afterwards, so that a crash in between loses
    /// nothing.
    /// </summary>
    public Task<Decision> ReplayAsync(long id, CancellationToken cancellationToken) => DecideAsync(
        id,
        async letter =>
            letter.IsOld ? new ReplayResult(Done: false, $"it is older than {DeadLetterStatements.Replayable}: it is no longer known what was delivered since")
            : replays.FirstOrDefault(replay => replay.Takes(letter.Source)) is { } replay
                ? await TryAsync(replay, letter, cancellationToken)
                : new ReplayResult(Done: false, "nobody here knows how to process it"),
        result => DeadLetterStatements.Replayed(id, result.Done, result.Words),
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
        result => DeadLetterStatements.Discarded(id, result.Words),
        cancellationToken);

    private async Task<Decision> DecideAsync(
        long id, Func<StoredLetter, Task<ReplayResult>> decide, Func<ReplayResult, Statement> write, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadAsync(DeadLetterStatements.Lock(id), cancellationToken);
        if (found is not [var letter])
        {
            return Unknown;
        }

        if (letter.IsReplayed || letter.IsDiscarded)
        {
            return new Decision(Found: true, Done: false, letter.IsReplayed ? "it was replayed already" : "it was discarded already");
        }

        var result = await decide(new StoredLetter(id, letter.Key, letter.Source, letter.Raw, letter.IsOld));
        await connection.RunAsync(write(result), cancellationToken);
        await commit.CommitAsync(cancellationToken);
        return new Decision(Found: true, result.Done, result.Words);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter {Id} could not be processed again")]
        public static partial void NotTried(ILogger logger, Exception exception, long id);
    }
}

/// <summary>The result of a decision about a letter.</summary>
/// <param name="Found">True if the letter exists.</param>
/// <param name="Done">True if the letter is no longer open.</param>
/// <param name="Words">The reason.</param>
internal sealed record Decision(bool Found, bool Done, string Words);

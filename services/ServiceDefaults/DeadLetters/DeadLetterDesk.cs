using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Where people look at dead letters and decide about them.</summary>
internal sealed partial class DeadLetterDesk(NpgsqlDataSource database, IEnumerable<IDeadLetterReplay> replays, ILogger<DeadLetterDesk> logger)
{
    /// <summary>There is none with this number.</summary>
    public static readonly Decision Unknown = new(Found: false, Done: false, "there is no such letter");

    /// <summary>Letters that wait for somebody, the oldest first.</summary>
    /// <param name="after">Only those with a greater id.</param>
    /// <param name="limit">How many at most.</param>
    public Task<IReadOnlyList<LetterLine>> ListAsync(long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(DeadLetterStatements.Waiting(after, limit), cancellationToken);

    /// <summary>One letter with what came; null where there is none with this id.</summary>
    public async Task<(LetterLine Line, string Raw)?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(DeadLetterStatements.Find(id), cancellationToken);
        return found is [var letter] ? letter : null;
    }

    /// <summary>
    /// Processes a letter again. It is locked meanwhile, so that two people do it once; it is marked when it is done, not before, so that a
    /// death in between loses nothing.
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

    /// <summary>Where the broker or the database is away, that is an answer too.</summary>
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

    /// <summary>Takes a letter off the list; it is kept.</summary>
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

/// <summary>What came of a decision about a letter.</summary>
/// <param name="Found">Whether there is such a letter.</param>
/// <param name="Done">Whether it is off the list now.</param>
/// <param name="Words">Why, or why not.</param>
internal sealed record Decision(bool Found, bool Done, string Words);

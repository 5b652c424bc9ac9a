using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>
/// Retries database work after transient errors (<see cref="TransientErrors"/>) until it succeeds. Each retry is counted, the first of a kind is
/// logged, and an error that lasts until somebody acts is reported in health.
/// </summary>
public sealed partial class DatabaseRetries
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Longer than an attempt and the pause after it.</summary>
    private static readonly TimeSpan SaidFor = TimeSpan.FromSeconds(30);

    private static readonly Counter<long> Retried = ServiceDefaultsTelemetry.Meter.CreateCounter<long>(
        "relay.database.retries", "{retry}", "Retries of database work after a transient error, by error.");

    private readonly TimeProvider time;
    private readonly ILogger<DatabaseRetries> logger;
    private readonly ResiliencePipeline pipeline;
    private readonly ConcurrentDictionary<string, long> seen = new(StringComparer.Ordinal);

    /// <summary>The clock of the retries.</summary>
    public DatabaseRetries(TimeProvider time, ILogger<DatabaseRetries> logger)
    {
        (this.time, this.logger) = (time, logger);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(TransientErrors.IsTransient),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                OnRetry = retry =>
                {
                    Tell(retry.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>The problem of a database that answers; null if there is none.</summary>
    internal DatabaseTrouble? Trouble => DatabaseTrouble.All.FirstOrDefault(
        trouble => seen.TryGetValue(trouble.SqlState, out var at) && time.GetElapsedTime(at) < SaidFor);

    /// <summary>Runs the work until it succeeds, pausing 0.2 s to 2 s after each transient error.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => RepeatAsync(
        async token =>
        {
            await work(token);
            return true;
        },
        cancellationToken);

    /// <summary>Runs the work until it succeeds, pausing 0.2 s to 2 s after each transient error.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(static async (work, token) => await work(token), work, cancellationToken);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && TransientErrors.IsTransient(error))
        {
            throw new OperationCanceledException("It was time to stop.", error, cancellationToken); // it would have been retried
        }
    }

    /// <summary>A limit by the same clock, for work whose caller waits only so long.</summary>
    public CancellationTokenSource Within(TimeSpan limit) => new(limit, time);

    private void Tell(Exception exception)
    {
        var state = TransientErrors.SqlStateOf(exception);
        Retried.Add(1, new KeyValuePair<string, object?>("error", state ?? "connection"));
        Log.Repeated(logger, exception);
        if (state is not null)
        {
            seen[state] = time.GetTimestamp();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Database work failed with a transient error; it is retried until it succeeds")]
        public static partial void Repeated(ILogger logger, Exception exception);
    }
}

/// <summary>An error that is retried like transient ones, but lasts until somebody acts.</summary>
/// <param name="SqlState">PostgreSQL's code.</param>
/// <param name="IsFatal">True if nothing can be stored meanwhile.</param>
/// <param name="Words">The problem in words, for health.</param>
internal sealed record DatabaseTrouble(string SqlState, bool IsFatal, string Words)
{
    /// <summary>The worst first.</summary>
    public static readonly IReadOnlyList<DatabaseTrouble> All =
    [
        new(PostgresErrorCodes.DiskFull, IsFatal: true, "The database's disk is full (SQLSTATE 53100): work is retried until there is room."),
        new(
            PostgresErrorCodes.TooManyConnections,
            IsFatal: false,
            "The database has no connection left (SQLSTATE 53300): work is retried. Raise max_connections, or find what holds them."),
        new(
            PostgresErrorCodes.QueryCanceled,
            IsFatal: false,
            "The database cancels statements (SQLSTATE 57014): work is retried. Look for a statement_timeout, or for what cancels them."),
    ];
}

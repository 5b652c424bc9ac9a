using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Which database errors pass by themselves. Consumers repeat them until shutdown, holding their prefetch.</summary>
public static class TransientErrors
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>True where the same statement may work later: nothing is wrong with it.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => IsTransient(postgres),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        RegexMatchTimeoutException => false, // a time-out by its base class, but the same text takes the same time again
        TimeoutException or SocketException or IOException => true,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>Runs the work until it succeeds, pausing 0.2 s to 2 s after each transient database error.</summary>
    /// <exception cref="OperationCanceledException">It is time to stop.</exception>
    public static Task RepeatAsync(Func<CancellationToken, Task> work, TimeProvider time, CancellationToken cancellationToken) =>
        RepeatAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            time,
            cancellationToken);

    /// <summary>Runs the work until it succeeds, pausing 0.2 s to 2 s after each transient database error.</summary>
    /// <exception cref="OperationCanceledException">It is time to stop.</exception>
    public static async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> work, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await work(cancellationToken);
            }
            catch (Exception e) when (IsTransient(e))
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <remarks>The codes: postgresql.org/docs/current/errcodes-appendix.html.</remarks>
    private static bool IsTransient(PostgresException postgres) => postgres.IsTransient || postgres.SqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        or PostgresErrorCodes.ReadOnlySqlTransaction
        or PostgresErrorCodes.TooManyConnections
        or PostgresErrorCodes.DiskFull
        or PostgresErrorCodes.LockNotAvailable
        or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        or PostgresErrorCodes.QueryCanceled
        || postgres.SqlState.StartsWith("08", StringComparison.Ordinal);
}

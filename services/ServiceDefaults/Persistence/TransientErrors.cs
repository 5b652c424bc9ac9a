using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>
/// Which database errors may pass. <see cref="DatabaseRetries"/> repeats work after them; consumers do so until shutdown, holding their
/// prefetch.
/// </summary>
public static class TransientErrors
{
    /// <summary>True if the same statement may work later: nothing is wrong with it.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => IsTransient(postgres),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        OperationCanceledException => false, // by us, though PostgreSQL says "query cancelled" too
        RegexMatchTimeoutException => false, // a time-out by its base class, but the same text takes the same time again
        TimeoutException or SocketException or IOException => true,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>PostgreSQL's code of the error; null if it is of the connection.</summary>
    internal static string? SqlStateOf(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState,
        { InnerException: { } inner } => SqlStateOf(inner),
        _ => null,
    };

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

using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>The tables as this version of the service knows them.</summary>
internal static class Schema
{
    /// <summary>The advisory lock that migrating instances take in turn: any number that nothing else in the database uses.</summary>
    private const long LockKey = 0x52656C61794D6967;

    /// <summary>
    /// Applies what is missing, one instance at a time. Where nothing is, it only reads: the role of a service need not be able to change
    /// its tables.
    /// </summary>
    /// <returns>How many migrations were missing.</returns>
    public static async Task<int> MigrateAsync(NpgsqlDataSource database, Func<Task<DbContext>> open, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await using var context = await open();
            var missing = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            if (missing > 0)
            {
                await context.Database.MigrateAsync(cancellationToken);
            }

            return missing;
        }
        finally
        {
            // The connection goes back to the pool: the lock would go with it.
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Another instance may migrate for as long as it needs.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>The tables of this version of the service.</summary>
internal static class Schema
{
    /// <summary>The advisory lock of migrating instances: any number that nothing else in the database uses.</summary>
    private const long LockKey = 0x52656C61794D6967;

    /// <summary>
    /// Applies missing migrations, one instance at a time. If none is missing, it only reads, because a service's role may not be able to change tables.
    /// It opens no context then: building its model takes longer than all other database work of a start.
    /// </summary>
    /// <returns>The number of migrations applied.</returns>
    public static async Task<int> MigrateAsync(
        NpgsqlDataSource database, IReadOnlyList<SchemaContext> contexts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            var applied = await AppliedAsync(connection, cancellationToken);
            var made = 0;
            foreach (var context in contexts)
            {
                var missing = Known(context.Type).Except(applied, StringComparer.OrdinalIgnoreCase).Count();
                if (missing > 0)
                {
                    await using var opened = context.Open(database);
                    await opened.Database.MigrateAsync(cancellationToken);
                    made += missing;
                }
            }

            return made;
        }
        finally
        {
            // The connection goes back to the pool and would keep the lock.
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>The ids of a context's migrations, found as EF Core finds them.</summary>
    internal static IEnumerable<string> Known(Type context) =>
        from type in context.Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context
        select type.GetCustomAttribute<MigrationAttribute>()!.Id;

    /// <summary>The applied migrations; empty for a new database.</summary>
    private static async Task<IReadOnlyList<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var exists = new Statement<bool>("""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL AS there""", row => row.Is("there"));
        return (await connection.ReadAsync(exists, cancellationToken))[0]
            ? await connection.ReadAsync(
                new Statement<string>("""SELECT migration_id FROM "__EFMigrationsHistory" """, row => row.Text("migration_id")), cancellationToken)
            : [];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Another instance may need any time to migrate.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Brings the database to this version's schema.</summary>
internal interface IMigration
{
    /// <summary>Does it now, in turn with other instances.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}

/// <summary>Brings the database to this version's schema as soon as it is there, one instance at a time.</summary>
internal sealed partial class Migrating<TContext>(
    IDbContextFactory<TContext> contexts,
    NpgsqlDataSource database,
    DatabaseReady ready,
    TimeProvider time,
    ILogger<Migrating<TContext>> logger) : BackgroundService, IMigration
    where TContext : DbContext
{
    /// <summary>The advisory lock that migrating instances take in turn: any number that nothing else in the database uses.</summary>
    private const long LockKey = 0x52656C61794D6967;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            try
            {
                await MigrateAsync(stoppingToken);
                ready.Set();
                Log.Migrated(logger);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Waiting(logger, e.GetType().Name, (e as PostgresException)?.SqlState ?? "none", pause.TotalSeconds);
                if (!TransientErrors.IsTransient(e))
                {
                    Log.Failed(logger, e);
                }

                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The database is migrated.")]
        public static partial void Migrated(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not ready ({Error}, SQLSTATE {SqlState}); looking again in {Seconds} s.")]
        public static partial void Waiting(ILogger logger, string error, string sqlState, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "Migrating failed in a way that waiting alone may not mend.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

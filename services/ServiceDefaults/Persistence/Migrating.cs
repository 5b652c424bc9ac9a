using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Brings the database to this version's schema as soon as it is there, one instance at a time.</summary>
internal sealed partial class Migrating(
    IEnumerable<SchemaContext> contexts,
    NpgsqlDataSource database,
    DatabaseReady ready,
    TimeProvider time,
    ILogger<Migrating> logger) : BackgroundService, IMigration
{
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
            catch (Exception error)
            {
                if (TransientErrors.IsTransient(error))
                {
                    Log.Waiting(logger, error);
                }
                else
                {
                    Log.Failed(logger, error);
                }

                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        Schema.MigrateAsync(database, [.. contexts], cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The database is migrated")]
        public static partial void Migrated(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not ready; trying again")]
        public static partial void Waiting(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Migrating failed with an error that may last until somebody acts")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Watching;

/// <summary>Removes what has been final for long, in small steps that disturb nobody.</summary>
internal sealed partial class Retention(NpgsqlDataSource database, IDatabaseReady ready, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    private const int Step = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Removals =
    [
        Remove("accepted", "message_id", "settled_at < now() - interval '30 days'"),
        Remove("delivery", "message_id", "done_at < now() - interval '90 days'"),
        Remove("sent_id", "provider_message_id", "at < now() - interval '90 days'"),
        Remove("bucket", "key", "refilled_at < now() - interval '1 day'"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var removal in Removals)
            {
                await RemoveAllAsync(removal, stoppingToken);
            }
        }
    }

    private async Task RemoveAllAsync(string removal, CancellationToken cancellationToken)
    {
        try
        {
            int removed;
            do
            {
                await using var command = database.CreateCommand(removal);
                removed = await command.ExecuteNonQueryAsync(cancellationToken);
                await Task.Delay(Between, time, cancellationToken);
            }
            while (removed == Step);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RemovalFailed(logger, error.GetType().Name);
        }
    }

    private static string Remove(string table, string key, string where) =>
        $"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {where} LIMIT {Step})";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows could not be removed ({Error}); tried again in an hour")]
        public static partial void RemovalFailed(ILogger logger, string error);
    }
}

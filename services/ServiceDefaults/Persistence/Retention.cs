using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Rows that are removed when they are old.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The table's key.</param>
/// <param name="At">The column with the time from which the age counts.</param>
/// <param name="For">How long they are kept; null for as long as texts are (<c>RELAY_KEEP_TEXTS_DAYS</c>).</param>
/// <param name="Emptied">The assignment that empties a row; null to delete it.</param>
/// <param name="Where">A condition; null for all rows.</param>
public sealed record Removal(string Table, string Key, string At, TimeSpan? For, string? Emptied = null, string? Where = null)
{
    internal const int Step = 1000;

    /// <summary>One step. Rows far back were checked before: only the first run goes all the way.</summary>
    internal Statement Next(TimeSpan kept, TimeSpan back)
    {
        var old = $"SELECT {Key} FROM {Table} WHERE {At} < now() - @kept AND {At} > now() - @kept - @back{(Where is null ? "" : $" AND {Where}")} "
            + $"LIMIT {Step} FOR UPDATE SKIP LOCKED";
        return new($"{(Emptied is null ? $"DELETE FROM {Table}" : $"UPDATE {Table} SET {Emptied}")} WHERE {Key} IN ({old})")
        {
            Parameters = [new("kept", kept), new("back", back)],
        };
    }
}

/// <summary>Removes old rows once an hour, in small steps that block nothing.</summary>
internal sealed partial class Retention(
    IEnumerable<Removal> removals, NpgsqlDataSource database, RelayOptions options, IDatabaseReady ready, TimeProvider time, ILogger<Retention> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AllTheWay = TimeSpan.FromDays(36500);
    private static readonly TimeSpan Lately = TimeSpan.FromDays(2);

    /// <summary>Removes the rows that are old by now.</summary>
    internal async Task RunAsync(TimeSpan back, CancellationToken cancellationToken)
    {
        foreach (var removal in removals)
        {
            await RemoveAsync(removal, removal.Emptied is null ? AllTheWay : back, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        for (var back = AllTheWay; await timer.WaitForNextTickAsync(stoppingToken); back = Lately)
        {
            await RunAsync(back, stoppingToken);
        }
    }

    private async Task RemoveAsync(Removal removal, TimeSpan back, CancellationToken cancellationToken)
    {
        try
        {
            Statement step;
            do
            {
                step = removal.Next(removal.For ?? TimeSpan.FromDays(options.KeepTextsDays), back);
                await database.RunAsync(step, cancellationToken);
                await Task.Delay(Between, time, cancellationToken);
            }
            while (step.Changed == Removal.Step);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RemovalFailed(logger, error, removal.Table);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of {Table} could not be removed; tried again in an hour")]
        public static partial void RemovalFailed(ILogger logger, Exception exception, string table);
    }
}

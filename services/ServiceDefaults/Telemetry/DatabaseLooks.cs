using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// Polls the database by its own clock, so that no scrape waits for it. A value older than 45 s is unknown: the gauges are then NaN, which fires no
/// alert and which <c>max()</c> ignores, and the time since the last poll explains it.
/// </summary>
internal sealed partial class DatabaseLooks : BackgroundService
{
    private const int TimeoutSeconds = 5;

    /// <summary>The planner's statistics lag behind tables that fill fast: with them it would scan the table instead of the index of open rows.</summary>
    private const string ByIndex = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(45);

    private readonly Meter meter = new(ServiceDefaultsTelemetry.Name);
    private readonly IReadOnlyList<DatabaseLook> looks;
    private readonly NpgsqlDataSource database;
    private readonly IDatabaseReady ready;
    private readonly TimeProvider time;
    private readonly ILogger<DatabaseLooks> logger;
    private readonly Dictionary<string, Measurement<double>[]> unknown = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, Measurement<double>[]> seen;
    private long lastLook;

    public DatabaseLooks(
        IEnumerable<DatabaseLook> looks, NpgsqlDataSource database, IDatabaseReady ready, TimeProvider time, ILogger<DatabaseLooks> logger)
    {
        (this.looks, this.database, this.ready, this.time, this.logger) = ([.. looks], database, ready, time, logger);
        lastLook = time.GetTimestamp();
        seen = unknown;
        foreach (var gauge in this.looks.SelectMany(look => look.Gauges))
        {
            unknown[gauge.Name] = [];
            meter.CreateObservableGauge(gauge.Name, () => Of(gauge.Name), gauge.Unit, gauge.Description);
        }

        meter.CreateObservableGauge(
            "relay.database.look.age", () => Age.TotalSeconds, "s",
                "Time since this instance last read its gauges from the database; since its start if it never did.");
    }

    private TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref lastLook));

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.LookFailed(logger, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var settings = new NpgsqlCommand(ByIndex, connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        foreach (var look in looks)
        {
            batch.BatchCommands.Add(new(look.Sql));
        }

        var found = new Dictionary<string, Measurement<double>[]>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var look in looks)
        {
            await ReadAsync(reader, look, found, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }

        foreach (var (name, values) in found)
        {
            unknown[name] = Array.ConvertAll(values, value => new Measurement<double>(double.NaN, value.Tags));
        }

        seen = found;
        Volatile.Write(ref lastLook, time.GetTimestamp());
    }

    private static async Task ReadAsync(
        NpgsqlDataReader reader, DatabaseLook look, Dictionary<string, Measurement<double>[]> found, CancellationToken cancellationToken)
    {
        var rows = look.Gauges.Select(_ => new List<Measurement<double>>()).ToList();
        while (await reader.ReadAsync(cancellationToken))
        {
            KeyValuePair<string, object?>[] tags = look.Tag is { } tag ? [new(tag, reader.GetString(0))] : [];
            for (var i = 0; i < rows.Count; i++)
            {
                var column = tags.Length + i;
                rows[i].Add(new(reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column), tags));
            }
        }

        for (var i = 0; i < rows.Count; i++)
        {
            found[look.Gauges[i].Name] = [.. rows[i]];
        }
    }

    private Measurement<double>[] Of(string gauge) => (Age < KnownFor ? seen : unknown).GetValueOrDefault(gauge) ?? [];

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Reading gauges from the database failed; it is repeated every 15 s, and the gauges are unknown meanwhile")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}

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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
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
        await Rounds.RunAsync(RoundAsync, Every, error => Log.LookFailed(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        return Every;
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var read = looks.Select(look => (look.Gauges, Statement: new Statement<MeasuredRow>(look.Sql, row => MeasuredRow.Read(row, look)))).ToList();
        await connection.RunAsync([.. PlannerSettings.ByIndex(), .. read.Select(look => look.Statement)], cancellationToken, Patience);
        var found = new Dictionary<string, Measurement<double>[]>(StringComparer.Ordinal);
        foreach (var (gauges, statement) in read)
        {
            for (var i = 0; i < gauges.Count; i++)
            {
                found[gauges[i].Name] = [.. statement.Rows.Select(row => new Measurement<double>(row.Values[i], row.Tags))];
            }
        }

        foreach (var (name, values) in found)
        {
            unknown[name] = Array.ConvertAll(values, value => new Measurement<double>(double.NaN, value.Tags));
        }

        seen = found;
        Volatile.Write(ref lastLook, time.GetTimestamp());
    }

    private Measurement<double>[] Of(string gauge) => (Age < KnownFor ? seen : unknown).GetValueOrDefault(gauge) ?? [];

    private sealed record MeasuredRow(KeyValuePair<string, object?>[] Tags, double[] Values)
    {
        public static MeasuredRow Read(Row row, DatabaseLook look) => new(
            look.Tag is { } tag ? [new(tag, row.Text(tag))] : [], [.. look.Gauges.Select(gauge => row.AmountOrNull(gauge.Column) ?? double.NaN)]);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Reading gauges from the database failed; it is repeated every 15 s, and the gauges are unknown meanwhile")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}

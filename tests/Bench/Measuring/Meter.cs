using System.Diagnostics;
using Npgsql;
using Relay.Bench.Systems;
using Relay.Harness;

namespace Relay.Bench.Measuring;

/// <summary>The machine resources of a measurement: processor time by user, and bytes on the loopback device.</summary>
internal sealed class Meter(Servers servers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromSeconds(20);
    private const double IdleCores = 0.1;

    private readonly int? broker = Listening.Process(servers.RabbitMq.Port, "beam.smp");
    private readonly int? database = Listening.Process(new NpgsqlConnectionStringBuilder(servers.Postgres).Port, "postgres");

    /// <summary>The totals until now.</summary>
    public async Task<Usage> ReadAsync(BenchedSystem system) => new(
        system.Parts.ToDictionary(part => part.Name, part => Processes.Cpu(part.ProcessId), StringComparer.Ordinal),
        broker is { } one ? Processes.CpuWithChildren(one) : double.NaN,
        database is { } other ? Processes.CpuWithChildren(other) : double.NaN,
        Environment.CpuUsage.TotalTime.TotalSeconds,
        Processes.LoopbackBytes(),
        await Allocations.ReadAsync(system));

    /// <summary>Waits until the system is idle, which shows by its processor time.</summary>
    public static async Task RestAsync(BenchedSystem system)
    {
        var start = Stopwatch.GetTimestamp();
        double Used() => system.Parts.Sum(part => Processes.Cpu(part.ProcessId));
        for (var before = Used(); Stopwatch.GetElapsedTime(start) < LongestUnrest;)
        {
            await Task.Delay(Window, TimeProvider.System, CancellationToken.None);
            var now = Used();
            if (now - before <= Window.TotalSeconds * IdleCores)
            {
                return;
            }

            before = now;
        }
    }
}

/// <summary>Processor seconds and bytes.</summary>
/// <param name="Parts">Of each of the system's processes.</param>
/// <param name="Broker">Of RabbitMQ; NaN if its process cannot be seen.</param>
/// <param name="Database">Of PostgreSQL, all its processes; likewise.</param>
/// <param name="Bench">Of the bench, which simulates the providers.</param>
/// <param name="Bytes">Over the loopback device.</param>
/// <param name="Allocated">Bytes allocated by the system's runtimes; NaN if they do not report it.</param>
internal sealed record Usage(IReadOnlyDictionary<string, double> Parts, double Broker, double Database, double Bench, long Bytes, double Allocated)
{
    /// <summary>Of all the system's processes together.</summary>
    public double System => Parts.Values.Sum();

    /// <summary>The use since then.</summary>
    public Usage Since(Usage before) => new(
        Parts.ToDictionary(part => part.Key, part => part.Value - before.Parts.GetValueOrDefault(part.Key), StringComparer.Ordinal),
        Broker - before.Broker,
        Database - before.Database,
        Bench - before.Bench,
        Bytes - before.Bytes,
        Allocated - before.Allocated);
}

using Npgsql;
using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Harness;

namespace Relay.Bench.Experiments;

/// <summary>Shared by the experiments.</summary>
/// <param name="Options">The chosen options.</param>
/// <param name="Servers">Broker and database server.</param>
/// <param name="Meter">Measures resources by process.</param>
/// <param name="Checks">Checks that everything arrived.</param>
/// <param name="Report">Collects the figures.</param>
internal sealed record Workbench(Options Options, Servers Servers, Meter Meter, Checks Checks, Report Report)
{
    public static async Task<Workbench> StartAsync(Options options)
    {
        var servers = await Servers.StartAsync();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(servers.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
        var setting = new Setting(
            Environment.ProcessorCount,
            await BrokerVersion.ReadAsync(servers.RabbitMq),
            connection.PostgreSqlVersion.ToString(),
            (string)(await command.ExecuteScalarAsync())!,
            options.Pairs,
            TimeProvider.System.GetUtcNow());
        Console.WriteLine(setting);
        return new Workbench(options, servers, new Meter(servers), new Checks(), new Report { Setting = setting });
    }

    /// <summary>Prints a line of progress.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");
}

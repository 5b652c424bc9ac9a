using Npgsql;
using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Harness;

namespace Relay.Bench.Experiments;

/// <summary>What the experiments share.</summary>
/// <param name="Options">What is asked.</param>
/// <param name="Servers">Broker and database server.</param>
/// <param name="Meter">Who uses how much.</param>
/// <param name="Checks">Whether everything arrived.</param>
/// <param name="Report">Where the figures go.</param>
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

    /// <summary>A line on what happens now.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");
}

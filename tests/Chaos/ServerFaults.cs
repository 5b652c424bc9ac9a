using Relay.Harness;

namespace Relay.Chaos;

/// <summary>The broker and the database server die, freeze, refuse and lose data.</summary>
internal sealed class ServerFaults(OwnServers servers, Doubts doubts) : IFaults
{
    public Fault Next(Random random) => random.Weighted(
        [(4, KillBroker), (2, FreezeBroker), (2, StarveBroker), (1, WipeBroker), (4, KillDatabase), (4, CutConnections), (2, ForbidWriting)])(random);

    private Fault KillBroker(Random random) => new("kill -9 RabbitMQ", servers.Broker.KillAsync, random.Seconds(0, 15), servers.Broker.StartAsync);

    private Fault FreezeBroker(Random random) =>
        new("SIGSTOP RabbitMQ", () => Task.Run(servers.Broker.Stop), random.Seconds(1, 15), () => Task.Run(servers.Broker.Continue));

    private Fault StarveBroker(Random random) => new(
        "RabbitMQ out of memory", servers.Broker.RaiseMemoryAlarmAsync, random.Seconds(2, 10), servers.Broker.EndAlarmsAsync);

    private Fault WipeBroker(Random random) => new("RabbitMQ loses its data", servers.Broker.WipeAsync, TimeSpan.Zero, () => Task.CompletedTask);

    private Fault KillDatabase(Random random) => new(
        "kill -9 PostgreSQL",
        async () =>
        {
            await doubts.AddAsync();
            await servers.Postgres.KillAsync();
        },
        random.Seconds(0, 8),
        async () =>
        {
            await servers.Postgres.StartAsync();
            await doubts.AddAsync();
        });

    private Fault CutConnections(Random random) => new(
        "PostgreSQL ends all connections",
        async () =>
        {
            await doubts.AddAsync();
            await servers.Postgres.TerminateConnectionsAsync();
        },
        TimeSpan.Zero,
        doubts.AddAsync);

    private Fault ForbidWriting(Random random) => new(
        "PostgreSQL read-only",
        async () =>
        {
            await servers.Postgres.ForbidWritingAsync();
            await doubts.AddAsync();
        },
        random.Seconds(1, 8),
        async () =>
        {
            await doubts.AddAsync();
            await servers.Postgres.AllowWritingAsync();
        });
}

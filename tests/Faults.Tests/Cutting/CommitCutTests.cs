using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Cutting;

public sealed class CommitCutTests
{
    private const int Cuts = 20;
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();

    [Theory]
    [InlineData(RelayService.TelegramGateway)]
    [InlineData(RelayService.WahelpGateway)]
    [Trait("Fault", "F15")]
    public async Task Connections_cut_at_their_commit_again_and_again_lose_nothing_and_make_no_copy(RelayService service)
    {
        await using var faults = await FaultStack.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(faults.Stack.Databases[service].ServiceConnectionString);
        await using var door = new TcpDoor(database.Port);
        (database.Host, database.Port) = ("127.0.0.1", door.Port);
        var gateway = faults.Stack[service];
        await gateway.Process.TerminateAsync();
        gateway.Process.Set("ConnectionStrings__Postgres", database.ConnectionString);
        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();

        await faults.WriteBothWaysAsync(each: 40, perSecond: 40);
        for (var cut = 0; cut < Cuts; cut++)
        {
            await door.CutAtAsync(Commit, after: cut % 3).WaitAsync(TimeSpan.FromSeconds(30));
        }

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }
}

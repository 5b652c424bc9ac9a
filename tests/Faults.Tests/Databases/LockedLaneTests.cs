using Npgsql;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Databases;

/// <summary>A transaction locks one client's lanes, in every database, for as long as it likes.</summary>
public sealed class LockedLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F14")]
    public async Task While_somebody_keeps_a_clients_lanes_locked_all_others_are_accepted_and_delivered()
    {
        await using var faults = await FaultStack.StartAsync();
        await faults.WriteBothWaysAsync(1);
        await faults.CheckAsync();
        var locked = faults.Traffic.Phones.First();
        await using (await LockAsync(faults, RelayService.TelegramGateway))
        await using (await LockAsync(faults, RelayService.WahelpGateway))
        {
            await faults.WriteBothWaysAsync(20);

            await Waiting.UntilAsync(async () => await HaveAllAsync(faults, locked), Patience, "everybody else has everything");
            await faults.Promise.UntilAcceptedAsync(faults.Traffic, Patience); // the locked client's too, without a number
        }

        var verdicts = await faults.CheckAsync();
        Assert.All(verdicts, verdict => Assert.Equal((0, 0), (verdict.Account.ExtraCopies, verdict.Marked.Count)));
    }

    private static async Task<bool> HaveAllAsync(FaultStack faults, string except)
    {
        var seen = await faults.Sandbox.SeenAsync();
        return Enum.GetValues<Direction>().All(direction => Account.Of(direction, seen).Delivered.Count(message => message.Phone != except)
            == faults.Traffic.Written(direction) / 10 * 9);
    }

    /// <summary>Both lanes of the first client, at the origin and at the receiver.</summary>
    private static async Task<NpgsqlConnection> LockAsync(FaultStack faults, RelayService service)
    {
        var connection = new NpgsqlConnection(faults.Stack.Databases[service].ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "begin; select key from lane where key like '%:' || @chat or key like '%:' || @phone for update", connection);
        command.Parameters.AddWithValue("chat", $"{faults.Traffic.Chats.First()}");
        command.Parameters.AddWithValue("phone", faults.Traffic.Phones.First());
        Assert.NotNull(await command.ExecuteScalarAsync());
        return connection;
    }
}

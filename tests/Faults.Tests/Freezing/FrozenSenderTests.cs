using Npgsql;
using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Freezing;

/// <summary>
/// F26: a sender is frozen long enough to be declared dead, and wakes later. It is caught at once in three moments, one client each: the provider has
/// taken the message and does not answer; the answer comes while the caller is frozen; the answer is being written, in a transaction.
/// </summary>
public sealed class FrozenSenderTests
{
    private const int Clients = 3;
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly RelayService[] Gateways = [RelayService.WahelpGateway, RelayService.TelegramGateway];

    [Fact]
    [Trait("Fault", "F26")]
    public async Task Frozen_in_its_calls_for_a_minute_and_resumed_a_sender_makes_no_third_copy_and_the_second_is_marked()
    {
        await using var faults = await FaultStack.StartAsync(clients: Clients);
        var frozen = Gateways.Select(service => faults.Stack[service].Process).ToList();
        await HoldCallsAsync(faults);
        await faults.WriteBothWaysAsync(each: 1);
        await Task.WhenAll(Gateways.Select(service => UntilAsync(faults, service, "SELECT count(*) = 3 FROM delivery WHERE state = 'sending'")));
        await Waiting.UntilAsync(async () => await faults.Sandbox.CountScriptsAsync() == 1, Patience, "each message is at its provider");
        var third = faults.Traffic.Chats.Last();
        await Task.WhenAll(
            FreezeInTransactionAsync(faults, RelayService.WahelpGateway, $"{third}"),
            FreezeInTransactionAsync(faults, RelayService.TelegramGateway, SandboxClient.PhoneOf(third)));
        var since = TimeProvider.System.GetTimestamp();
        await ArrivedAsync(faults, copies: Clients); // the frozen instances learn of these only when they wake
        var others = await Task.WhenAll(Gateways.Select(service => faults.Stack.AddInstanceAsync(service)));
        await ArrivedAsync(faults, copies: 2 * Clients);
        await faults.WriteBothWaysAsync(each: 2); // messages from the broker or Wahelp reach the frozen instances when they wake
        await Waiting.UntilAsync(() => TimeProvider.System.GetElapsedTime(since) > Frozen, Frozen * 2, "the time of the row is over");
        frozen.ForEach(process => process.Continue());

        await Waiting.UntilAsync(() => frozen.TrueForAll(KnowsItsDeath), Patience, "the woken ones learn that they were declared dead");
        await faults.WriteBothWaysAsync(each: 2);
        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(Clients, verdict.Account.Doubled.Count);
            Assert.Equal(Clients, verdict.Account.ExtraCopies); // none came a third time
            Assert.Equal(Clients, verdict.Marked.Count);
        }

        Assert.All(others, other => Assert.Contains("is dead: its lanes are free", other.Process.Output, StringComparison.Ordinal));
    }

    /// <summary>
    /// Both providers take each client's first message. The first is never answered, the second late, the third soon. Wahelp has no history, which would
    /// show their arrival and save the second copy.
    /// </summary>
    private static async Task HoldCallsAsync(FaultStack faults)
    {
        SandboxScript[] answers =
        [
            new() { At = "", Accept = true, Then = "silence" },
            new() { At = "", DelayMs = 13_000 }, // a call ends after 15 s
            new() { At = "", DelayMs = 8_000 },
        ];
        await faults.Sandbox.ScriptAsync(new SandboxScript { At = "wahelp.history", Status = 404, Times = null });
        foreach (var (chat, answer) in faults.Traffic.Chats.Zip(answers))
        {
            await faults.Sandbox.ScriptAsync(answer with { At = "telegram.sendMessage", Chat = chat });
            await faults.Sandbox.ScriptAsync(answer with { At = "wahelp.send", Phone = SandboxClient.PhoneOf(chat) });
        }
    }

    /// <summary>
    /// With the third client's lane locked, the round that writes its outcome waits within its transaction for half a second. The lock ends when the
    /// process is frozen, but the round's own locks stay. If the half second was over before, the next round is caught. It must be a round: a consumer
    /// that stores something for that lane gives up soon.
    /// </summary>
    private static async Task FreezeInTransactionAsync(FaultStack faults, RelayService service, string party)
    {
        var process = faults.Stack[service].Process;
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"{service} was not caught within a transaction");
            await using var held = await LockAsync(faults, service, party);
            process.Continue();
            await UntilAsync(
                faults, service,
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT 1 "
                    + "FROM lane%'");
            process.Stop();
        }
        while (!await StaysInTransactionAsync(faults, service));
    }

    private static async Task<bool> StaysInTransactionAsync(FaultStack faults, RelayService service)
    {
        try
        {
            const string question = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
            await UntilAsync(faults, service, question, TimeSpan.FromSeconds(5));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<NpgsqlConnection> LockAsync(FaultStack faults, RelayService receiver, string party)
    {
        var connection = new NpgsqlConnection(faults.Stack.Databases[receiver].ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT key FROM lane WHERE key LIKE '%:' || @party FOR UPDATE", connection);
        command.Parameters.AddWithValue("party", party);
        Assert.NotNull(await command.ExecuteScalarAsync());
        return connection;
    }

    private static async Task UntilAsync(FaultStack faults, RelayService service, string question, TimeSpan? within = null)
    {
        await using var connection = new NpgsqlConnection(faults.Stack.Databases[service].ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        await Waiting.UntilAsync(async () => await command.ExecuteScalarAsync() is true, within ?? Patience, $"{service}: {question}");
    }

    private static async Task ArrivedAsync(FaultStack faults, int copies)
    {
        foreach (var what in new[] { Seen.WahelpAccepted, Seen.ChatDelivered })
        {
            await Waiting.UntilAsync(
                async () => faults.Traffic.Own(await faults.Sandbox.SeenAsync(what)).Count(IsNumbered) >= copies, Patience, $"{what}: {copies} copies");
        }
    }

    private static bool IsNumbered(SeenEntry entry) =>
        Enum.GetValues<Direction>().Any(direction => Numbered.NumberOf(direction, entry.Text) is not null);

    private static bool KnowsItsDeath(ServiceProcess process) =>
        process.Output.Contains("was declared dead while it was away", StringComparison.Ordinal);
}

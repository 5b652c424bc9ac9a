using System.Globalization;
using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Broker;

/// <summary>The broker confirmed and then lost messages, outcomes, contacts and the queues themselves.</summary>
[Collection(OnHurtServers.Name)]
public sealed class BrokerForgetsTests(HurtServers servers)
{
    private const long Newcomer = 6_500_001;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F11")]
    public async Task Wiped_the_broker_is_given_all_that_is_not_settled_again_and_outcomes_are_announced_again()
    {
        await using var faults = await servers.StartStackAsync();
        var (wahelp, telegram) = (faults.Stack[RelayService.WahelpGateway], faults.Stack[RelayService.TelegramGateway]);
        telegram.Process.Stop();
        await faults.Traffic.ManagersWriteAsync(2);
        await UntilQueuedAsync(faults, "telegram-gateway-operator-replied", 20);
        await wahelp.Process.KillAsync();
        var before = await faults.Sandbox.CountsAsync();
        telegram.Process.Continue();
        await faults.Sandbox.WaitForAsync(Seen.ChatDelivered, before[Seen.ChatDelivered] + 20, timeout: Patience);
        await faults.Traffic.ClientsWriteAsync(3);
        await faults.Stack[RelayService.ClientDirectory].Process.KillAsync();
        await faults.Sandbox.ClientSharesContactAsync(Newcomer);
        await UntilQueuedAsync(faults, "wahelp-gateway-message-outcomes", 1);
        await UntilQueuedAsync(faults, "wahelp-gateway-client-message-received", 30);
        await UntilQueuedAsync(faults, "client-directory-contact-shared", 1);
        await UntilConfirmsAreWrittenAsync(faults);

        await servers.Broker.WipeAsync();

        await wahelp.StartAsync();
        await UntilDeclaredAsync(faults, "telegram-gateway-client-linked"); // a service that misses the link asks again, but only after minutes
        await faults.Stack[RelayService.ClientDirectory].StartAsync();
        await LetTwoMinutesPassAsync(faults);
        await faults.Sandbox.WaitInChatAsync(Newcomer, timeout: Patience);
        var verdicts = await faults.CheckAsync();
        Assert.All(verdicts, verdict => Assert.Equal((0, 0), (verdict.Account.ExtraCopies, verdict.Marked.Count)));
    }

    private Task UntilQueuedAsync(FaultStack faults, string queue, int atLeast) => Waiting.UntilAsync(
        async () => (await servers.QueuesAsync(faults)).GetValueOrDefault(queue) >= atLeast, Patience, $"{queue} holds {atLeast}", TimeSpan.FromSeconds(1));

    private Task UntilDeclaredAsync(FaultStack faults, string queue) => Waiting.UntilAsync(
        async () => (await servers.QueuesAsync(faults)).ContainsKey(queue), Patience, $"{queue} is declared again", TimeSpan.FromSeconds(1));

    private static Task UntilConfirmsAreWrittenAsync(FaultStack faults) => Waiting.UntilAsync(
        async () => await ExecuteAsync(faults, "select count(*) from accepted where publishes = 0 and settled_at is null and publish_at is not null") == 0,
        Patience,
        "what is unsettled has its time of retransmission");

    /// <summary>Until then nothing is published again, because the broker has confirmed it.</summary>
    private static Task LetTwoMinutesPassAsync(FaultStack faults) => ExecuteAsync(
        faults,
        "with passed as (update accepted set publish_at = publish_at - interval '2 minutes' where publish_at is not null returning 1) select count(*) from "
            + "passed");

    private static async Task<long> ExecuteAsync(FaultStack faults, string sql)
    {
        await using var connection = new NpgsqlConnection(faults.Stack.Databases[RelayService.TelegramGateway].ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}

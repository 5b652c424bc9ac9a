using RabbitMQ.Client;
using Relay.Harness;

namespace Relay.Faults.Tests.Broker;

/// <summary>A queue was deleted in the broker.</summary>
[Collection(OnHurtServers.Name)]
public sealed class QueueGoneTests(HurtServers servers)
{
    private const string Queue = "wahelp-gateway-client-message-received";
    private const long Newcomer = 6_600_001;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A returned message waits at least this long.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(2);

    [Fact]
    [Trait("Fault", "F12")]
    public async Task A_queue_deleted_under_its_consumer_is_there_again_and_nothing_is_missing()
    {
        await using var faults = await servers.StartStackAsync();
        await faults.WriteBothWaysAsync(each: 10, perSecond: 20);

        await ChangeAsync(faults, channel => channel.QueueDeleteAsync(Queue));

        await faults.CheckAsync();
    }

    [Fact]
    [Trait("Fault", "F12")]
    public async Task Messages_that_no_queue_takes_back_off_alone_until_there_is_one()
    {
        await using var faults = await servers.StartStackAsync();
        var (origin, receiver) = (faults.Stack[RelayService.TelegramGateway].Process, faults.Stack[RelayService.WahelpGateway]);
        await receiver.Process.KillAsync();
        await ChangeAsync(faults, channel => channel.QueueDeleteAsync(Queue));
        var start = TimeProvider.System.GetTimestamp();

        await faults.Traffic.ClientsWriteAsync(1);

        await Waiting.UntilAsync(() => Returned(origin) >= 30, Patience, "each of the ten is returned about three times");
        var longest = TimeProvider.System.GetElapsedTime(start);
        Assert.InRange(Returned(origin), 30, 10 * (1 + (longest / ShortestWait)));
        await faults.Sandbox.ClientSharesContactAsync(Newcomer);
        await faults.Sandbox.WaitInChatAsync(Newcomer, timeout: Patience); // messages with a queue continue meanwhile
        await receiver.StartAsync();
        await faults.CheckAsync();
    }

    [Fact]
    [Trait("Fault", "F12")]
    public async Task A_queue_declared_with_other_arguments_is_named_in_the_log_and_taken_when_it_is_right()
    {
        await using var faults = await servers.StartStackAsync();
        var receiver = faults.Stack[RelayService.WahelpGateway];
        await receiver.Process.KillAsync();
        await ChangeAsync(faults, async channel =>
        {
            await channel.QueueDeleteAsync(Queue);
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        });
        await faults.WriteBothWaysAsync(each: 2);
        var said = receiver.Process.Output.Length;
        var start = TimeProvider.System.GetTimestamp();

        await receiver.StartAsync();

        await Waiting.UntilAsync(
            () => Occurrences(receiver.Process.Output[said..], "inequivalent arg") >= 1, Patience, "the broker's reason is in the log");
        Assert.Contains(Queue, receiver.Process.Output[said..], StringComparison.Ordinal);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(Occurrences(receiver.Process.Output[said..], "inequivalent arg"), 1, 10 * seconds); // no hot loop
        await receiver.WaitUntilLiveAsync();
        await ChangeAsync(faults, channel => channel.QueueDeleteAsync(Queue));
        await receiver.WaitUntilReadyAsync();
        await faults.CheckAsync();
    }

    private static int Returned(ServiceProcess origin) => Occurrences(origin.Output, "No queue is bound to ClientMessageReceived");

    private static int Occurrences(string text, string words) => text.Split(words).Length - 1;

    private static async Task ChangeAsync(FaultStack faults, Func<IChannel, Task> change)
    {
        await using var connection = await new ConnectionFactory { Uri = faults.Stack.VirtualHost.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await change(channel);
    }
}

using Relay.Harness;
using Relay.ServiceDefaults;

namespace Relay.Faults.Tests.Killing;

/// <summary>Deaths between the two gateways: a message that the broker has twice is stored once.</summary>
public sealed class CarryingKilledTests
{
    [Fact]
    [Trait("Fault", "F5")]
    public Task A_publisher_killed_before_the_confirm_is_recorded_publishes_again_and_it_is_ignored() => DieBothAsync(FailPoint.Published);

    [Fact]
    [Trait("Fault", "F6")]
    public Task A_consumer_killed_before_its_acknowledgement_is_given_the_message_again_and_it_is_ignored() => DieBothAsync(FailPoint.Consumed);

    private static async Task DieBothAsync(string failPoint)
    {
        await using var faults = await FaultStack.StartAsync();

        await faults.DieAtAsync(failPoint, () => faults.WriteBothWaysAsync(5), RelayService.WahelpGateway, RelayService.TelegramGateway);

        // The same death may catch the gateway's calls as a receiver: those messages are marked. No other may come twice.
        await faults.CheckAsync();
    }
}

using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Faults.Tests.Webhooks;

public sealed class DisorderTests
{
    [Fact]
    [Trait("Fault", "F22")]
    public async Task Webhooks_that_are_doubled_or_late_and_updates_that_come_twice_are_one_delivery_each_in_the_order_of_acceptance()
    {
        await using var faults = await FaultStack.StartAsync();

        await faults.Sandbox.DisturbWebhooksAsync(doubled: 40);
        await faults.Sandbox.DisturbUpdatesAsync(doubled: 40);
        await faults.WriteBothWaysAsync(10);
        await faults.Sandbox.DisturbWebhooksAsync(shuffled: 20);
        await faults.Traffic.ManagersWriteAsync(2);

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }

    [Fact]
    [Trait("Fault", "F22")]
    public async Task An_updated_event_before_its_created_one_is_the_message_and_what_follows_of_it_is_not_sent_again()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        var (chat, phone) = (faults.Traffic.Chats.Single(), faults.Traffic.Phones.Single());
        var text = Numbered.TextOf(Direction.ToChats, 1);

        var id = await faults.Sandbox.ManagerRepliesAsync(
            phone, text, shape: new { action = "channel.message.updated", statusField = "status", status = "delivered" });
        await faults.Sandbox.ManagerRepliesAsync(phone, text, id, shape: new { action = "channel.message.created" });
        await faults.Sandbox.ManagerRepliesAsync(phone, text, id, shape: new { action = "channel.message.updated", statusField = "status", status = "read" });
        await faults.Sandbox.ManagerRepliesAsync(phone, Numbered.TextOf(Direction.ToChats, 2));
        await faults.Sandbox.WaitForAsync(Seen.WebhookDelivered, 4);

        await faults.CheckAsync();
        var replies = (await faults.Sandbox.SeenInChatAsync(chat)).Select(entry => entry.Text).Where(
            said => Numbered.NumberOf(Direction.ToChats, said) is not null);
        Assert.Equal([text, Numbered.TextOf(Direction.ToChats, 2)], replies);
    }
}

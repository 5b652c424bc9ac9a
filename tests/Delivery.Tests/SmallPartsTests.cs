using Relay.Contracts.Operations;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;

namespace Relay.Delivery.Tests;

public sealed class SmallPartsTests
{
    [Fact]
    public async Task A_signal_that_nobody_waited_for_is_remembered_once()
    {
        using var signal = new Signal();
        signal.Raise();
        signal.Raise();
        await signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        Assert.False(signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void The_same_name_has_the_same_id_for_ever()
    {
        Assert.Equal(MessageIds.Of("telegram:1:2"), MessageIds.Of("telegram:1:2"));
        Assert.NotEqual(MessageIds.Of("telegram:1:2"), MessageIds.Of("telegram:12:2"));
        Assert.Equal(5, MessageIds.Of("telegram:1:2").Version);
    }

    [Fact]
    public void A_local_message_is_named_by_lane_cause_and_time()
    {
        var since = DateTimeOffset.UnixEpoch.AddDays(1);
        var id = MessageIds.Local("prompt:1", "not_linked", since);
        Assert.Equal(id, MessageIds.Local("prompt:1", "not_linked", since));
        Assert.NotEqual(id, MessageIds.Local("prompt:2", "not_linked", since));
        Assert.NotEqual(id, MessageIds.Local("prompt:1", "bot_blocked", since));
        Assert.NotEqual(id, MessageIds.Local("prompt:1", "not_linked", since.AddMilliseconds(1)));
    }

    [Fact]
    public void A_stored_contract_comes_back_with_its_numbers()
    {
        var gateway = new DeliveryBuilder().PublishesInLanes<Letter>((letter, number, previous) => letter with { Number = number, Previous = previous });
        var contracts = new PublishedContracts(gateway.Published);
        var row = new RowToPublish(Guid.NewGuid(), nameof(Letter), MessageJson.Write(new Letter { Text = "Привет\0" }), 7, 5, null);
        Assert.Equal(
            new Publication(row.MessageId, Lane: null, typeof(Letter), new Letter { Text = "Привет\0", Number = 7, Previous = 5 }, TraceParent: null),
            contracts.Restore(row));
    }

    [Theory]
    [InlineData("Unheard", "{}")]
    [InlineData(nameof(OwnerMustKnow), "{\"words\":")]
    [InlineData(nameof(OwnerMustKnow), "null")]
    public void What_another_version_stored_is_known_to_be_unreadable(string type, string body)
    {
        var contracts = new PublishedContracts(new DeliveryBuilder().Publishes<OwnerMustKnow>().Published);
        Assert.Throws<UnknownContractException>(() => contracts.Restore(new RowToPublish(Guid.NewGuid(), type, body, 0, 0, null)));
    }
}

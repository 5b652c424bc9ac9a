using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Tests;

/// <summary>Heads of lanes for tests of pure decisions: in turn, never attempted, not held.</summary>
internal static class AnyHead
{
    public static LaneHead Create(string lane = "lane", long number = 10) => new()
    {
        Message = new OutgoingMessage
        {
            MessageId = MessageIds.Of($"{lane}:{number}"),
            Lane = lane,
            Number = number,
            Type = "text",
            Body = "{}",
            PartsDone = 0,
            MaybeDuplicate = false,
            ReceivedAt = DateTimeOffset.UnixEpoch,
        },
        Previous = 0,
        LastDone = 0,
        Local = false,
        Attempt = 0,
        Unanswered = 0,
        Refused = 0,
        RefusedFor = TimeSpan.Zero,
        GapFor = null,
        GapAsks = 0,
        HeldReason = null,
        Age = TimeSpan.Zero,
        HeldLooks = 0,
        TraceParent = null,
    };

    public static Intent Intent(string lane = "lane", bool isProbe = false) =>
        new(Create(lane) with { Attempt = 1 }, new Recipient.Known("+79990000001", null), isProbe);
}

using Relay.Delivery.Messages;

namespace Relay.WahelpGateway.Persistence;

/// <summary>The lane of the notes to managers in a client's conversation.</summary>
internal static class NoteLane
{
    public static string Of(string phone) => LaneKey.OfOwn(KindNames.Note, phone);
}

namespace Relay.Delivery.Tables.Lanes;

/// <summary>How a lane that is in hand goes on where no call follows.</summary>
/// <param name="KeepOwned">True while a lookup runs: the lane stays this instance's.</param>
/// <param name="LookIn">When it is looked at next; null to leave it.</param>
/// <param name="InGap">True where something before its head is missing.</param>
/// <param name="Parked">True if its head waits for nothing but the provider, which is paused.</param>
internal sealed record LaneWait(string Lane, bool KeepOwned, TimeSpan? LookIn, bool InGap = false, int GapAsks = 0, bool Parked = false)
{
    /// <summary>It keeps its place among those that are due.</summary>
    public static LaneWait ForProvider(LaneHead head) => new(head.Message.Lane, KeepOwned: false, LookIn: null, Parked: true);
}

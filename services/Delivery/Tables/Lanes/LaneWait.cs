namespace Relay.Delivery.Tables.Lanes;

/// <summary>The next state of an owned lane without a call.</summary>
/// <param name="KeepOwned">True while a look-up runs: this instance keeps the lane.</param>
/// <param name="LookIn">When it is tried next; null to leave it.</param>
/// <param name="InGap">True if a message before its head is missing.</param>
/// <param name="Parked">True if its head waits only for the provider, which is paused.</param>
internal sealed record LaneWait(string Lane, bool KeepOwned, TimeSpan? LookIn, bool InGap = false, int GapAsks = 0, bool Parked = false)
{
    /// <summary>As <see cref="Providers.Recipient.Unavailable.ExpectedBy"/>.</summary>
    public DateTimeOffset? ExpectedBy { get; init; }

    /// <summary>It keeps its place among the due lanes.</summary>
    public static LaneWait ForProvider(LaneHead head) => new(head.Message.Lane, KeepOwned: false, LookIn: null, Parked: true);
}

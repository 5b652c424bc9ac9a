namespace Relay.Delivery.Tables.Provider;

/// <summary>
/// The provider's pause, shared by all instances. While it lasts, one probe at a time is sent, with the head of another lane each time. The first
/// answer ends the pause, and all lanes continue. docs/outcomes.md, "Who pauses whom".
/// </summary>
/// <param name="MayProbe">True if a probe is due and none is running.</param>
/// <param name="FreshMayProbe">True if a lane that has not met the fault need not wait for a probe: few lanes have, so it may be theirs alone.</param>
/// <param name="Account">True if the account is refused.</param>
/// <param name="ByCall">True if the harmless call failed too, or is still to be made.</param>
/// <param name="IsDoubt">True if no lane has met the fault, but calls were cut off by a crash: only the harmless call is made.</param>
internal sealed record ProviderPause(bool MayProbe, bool FreshMayProbe, bool Account, bool ByCall, bool IsDoubt)
{
    /// <summary>True if the harmless call can end the pause: not if it is answered while every message is refused.</summary>
    public bool MayAsk => MayProbe && CallMayEnd;

    /// <summary>The same, whether or not a probe is due.</summary>
    public bool CallMayEnd => ByCall || !Account;
}

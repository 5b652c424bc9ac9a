namespace Relay.Delivery.Tables.Provider;

/// <summary>
/// The provider's row, shared by all instances. While it is paused, nothing is sent but one probe at a time, with the head of another
/// lane each time; the first answer ends the pause, and all lanes go on. docs/architecture.md, "Who pauses whom".
/// </summary>
/// <param name="MayProbe">True if a probe is due, and nobody else probes.</param>
/// <param name="FreshMayProbe">True if a lane that has not met the trouble yet need not wait for that: few have, so it may be theirs alone.</param>
/// <param name="Account">True if the account is refused.</param>
/// <param name="ByCall">True if the harmless call was refused too, or is still to be made.</param>
/// <param name="IsDoubt">True if nobody has met trouble, but calls were cut off by a death: only the harmless call goes to see.</param>
internal sealed record ProviderPause(bool MayProbe, bool FreshMayProbe, bool Account, bool ByCall, bool IsDoubt)
{
    /// <summary>True if the harmless call can tell that the pause is over: not where it is answered while every message is refused.</summary>
    public bool MayAsk => MayProbe && (ByCall || !Account);
}

using Relay.Delivery.Settings;

namespace Relay.Delivery.Tables;

/// <summary>
/// Claims on rows, for publishing or announcing: the claim sets the row's due time ahead, and until then no other loop takes it. Rows that are handed
/// over in memory are stored with the time ahead ("born claimed").
/// </summary>
internal static class Claims
{
    /// <summary>How long a claim holds, as SQL. The death of a process delays its claimed rows by so much.</summary>
    public static readonly string Last = Timings.Interval(Timings.ClaimLasts);
}

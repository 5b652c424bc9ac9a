using Relay.Delivery.Settings;

namespace Relay.Delivery.Tables;

/// <summary>
/// How rows are taken to publish them or to tell their outcome: who takes one puts its time ahead, and until then nobody else takes it. What
/// is handed on in memory is stored with its time ahead ("born claimed").
/// </summary>
internal static class Claims
{
    /// <summary>For how long a claim holds, as SQL. Who dies with a claimed row delays it by so much.</summary>
    public static readonly string Last = Timings.Interval(Timings.ClaimLasts);
}

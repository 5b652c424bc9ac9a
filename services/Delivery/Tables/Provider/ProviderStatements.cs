using NpgsqlTypes;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Provider;

/// <summary>The statements on the provider's row.</summary>
internal static class ProviderStatements
{
    /// <summary>A call ends within 15 s, and an inquiry within 5 s more: until then no other probe goes.</summary>
    public static Statement<ProviderPause> Pause() => new(
        """
        SELECT paused_until <= now() AND nobody_probes AS may_probe, account AND probes < 3 AND nobody_probes AS fresh_may_probe, account, by_call,
               probes = 0 AS is_doubt
        FROM (SELECT *, coalesce(probing_until <= now(), true) AS nobody_probes FROM provider WHERE paused_until IS NOT NULL) p
        """,
        row => new ProviderPause(row.Is("may_probe"), row.Is("fresh_may_probe"), row.Is("account"), row.Is("by_call"), row.Is("is_doubt")));

    /// <summary>Starts a pause, or makes it longer if the probe failed: 1 s, doubling to 30 s; to 5 min for a refused account.</summary>
    /// <param name="pause">Why, and for how long.</param>
    /// <param name="afterProbe">True if the probe failed; failures of calls from before the pause change nothing.</param>
    public static Statement Begin(PauseRequest pause, bool afterProbe) => new(
        """
        UPDATE provider SET
            paused_until = now() + coalesce(@for, least(power(2, probes), CASE WHEN @account THEN 300 ELSE 30 END)) * interval '1 s',
            paused_since = coalesce(paused_since, now()), why = @why, account = @account, by_call = @byCall, probes = least(probes + 1, 20),
            probing_until = NULL
        WHERE paused_until IS NULL OR @afterProbe
        """)
    {
        Parameters =
        [
            new("for", NpgsqlDbType.Double) { Value = pause.For?.TotalSeconds ?? (object)DBNull.Value },
            new("why", pause.Why),
            new("account", pause.Account),
            new("byCall", pause.ByCall),
            new("afterProbe", afterProbe),
        ],
    };

    /// <summary>These lanes have met the fault: others probe before them.</summary>
    public static Statement Remember(IReadOnlyList<string> lanes) =>
        new("UPDATE lane SET probed_at = now() WHERE key = ANY(@lanes)") { Parameters = [Column.Of("lanes", lanes)] };

    /// <summary>For taking tokens and leasing the probe: this row is always locked before the buckets.</summary>
    public static Statement<bool> Lock() => new("SELECT 1 FROM provider FOR UPDATE", _ => true);

    /// <summary>Changes one row if no other probe runs.</summary>
    public static Statement LeaseProbe() => new(
        $"UPDATE provider SET probing_until = now() + {Timings.Interval(Timings.ProbeLease)} WHERE paused_until IS NOT NULL AND "
            + "coalesce(probing_until <= now(), true)");

    /// <summary>The probe is over; the next may go when it is due.</summary>
    public static Statement EndProbe() => new("UPDATE provider SET probing_until = NULL WHERE probing_until IS NOT NULL");

    /// <summary>The provider answers.</summary>
    public static Statement End() => new(
        """
        UPDATE provider SET paused_until = NULL, paused_since = NULL, why = NULL, account = false, by_call = false, probes = 0, probing_until = NULL
        WHERE paused_until IS NOT NULL
        """);

    /// <summary>True if the account is refused; no row if the provider is not paused.</summary>
    public static Statement<bool> IsAccountRefused() => new("SELECT account FROM provider WHERE paused_until IS NOT NULL", row => row.Is("account"));
}

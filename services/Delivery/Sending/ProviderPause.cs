using Npgsql;

namespace Relay.Delivery.Sending;

/// <summary>
/// The provider's row, shared by all instances. While it is paused, nothing is sent but one probe at a time, with the head of another
/// lane each time (a lane that probed in vain is due last); the first answer ends the pause, and all lanes are due.
/// </summary>
internal static class ProviderPause
{
    /// <summary>A call ends within 15 s: until then nobody else probes.</summary>
    private const string ProbeLease = "interval '20 s'";

    /// <summary>Starts a pause, or makes it longer where the probe failed: 1 s, doubling to 30 s; to 5 min for a refused account.</summary>
    /// <param name="afterProbe">True where the failure was the probe's; those that were in flight when the pause began change nothing.</param>
    public static NpgsqlBatchCommand Begin(PauseRequest pause, bool afterProbe) => new(
        """
        UPDATE provider SET
            paused_until = now() + coalesce(@for, least(power(2, probes), CASE WHEN @account THEN 300 ELSE 30 END)) * interval '1 s',
            paused_since = coalesce(paused_since, now()), why = @why, account = @account, probes = least(probes + 1, 20)
        WHERE paused_until IS NULL OR @afterProbe
        """)
    {
        Parameters =
        {
            new("for", NpgsqlTypes.NpgsqlDbType.Double) { Value = pause.For?.TotalSeconds ?? (object)DBNull.Value },
            new("why", pause.Why),
            new("account", pause.Account),
            new("afterProbe", afterProbe),
        },
    };

    public static NpgsqlBatchCommand LeaseProbe() => new($"UPDATE provider SET paused_until = now() + {ProbeLease} WHERE paused_until <= now()");

    public static NpgsqlBatchCommand End() =>
        new("UPDATE provider SET paused_until = NULL, paused_since = NULL, why = NULL, account = false, probes = 0 WHERE paused_until IS NOT NULL");
}

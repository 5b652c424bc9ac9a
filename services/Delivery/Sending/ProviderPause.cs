using Npgsql;

namespace Relay.Delivery.Sending;

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
    /// <summary>A call ends within 15 s, and a doubt within 5 s more: until then nobody else probes.</summary>
    private const string ProbeLease = "interval '25 s'";

    /// <summary>True if the harmless call can tell that the pause is over: not where it is answered while every message is refused.</summary>
    public bool MayAsk => MayProbe && (ByCall || !Account);

    /// <summary>The pause, and whether a probe may go; no row if nothing is paused.</summary>
    public static NpgsqlBatchCommand Select() => new(
        """
        SELECT paused_until <= now() AND nobody_probes, account AND probes < 3 AND nobody_probes, account, by_call, probes = 0
        FROM (SELECT *, coalesce(probing_until <= now(), true) AS nobody_probes FROM provider WHERE paused_until IS NOT NULL) p
        """);

    public static ProviderPause Read(NpgsqlDataReader row) => new(row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4));

    /// <summary>Starts a pause, or makes it longer if the probe failed: 1 s, doubling to 30 s; to 5 min for a refused account.</summary>
    /// <param name="afterProbe">True if the failure was the probe's; those that were in flight when the pause began change nothing.</param>
    public static NpgsqlBatchCommand Begin(PauseRequest pause, bool afterProbe) => new(
        """
        UPDATE provider SET
            paused_until = now() + coalesce(@for, least(power(2, probes), CASE WHEN @account THEN 300 ELSE 30 END)) * interval '1 s',
            paused_since = coalesce(paused_since, now()), why = @why, account = @account, by_call = @byCall, probes = least(probes + 1, 20),
            probing_until = NULL
        WHERE paused_until IS NULL OR @afterProbe
        """)
    {
        Parameters =
        {
            new("for", NpgsqlTypes.NpgsqlDbType.Double) { Value = pause.For?.TotalSeconds ?? (object)DBNull.Value },
            new("why", pause.Why),
            new("account", pause.Account),
            new("byCall", pause.ByCall),
            new("afterProbe", afterProbe),
        },
    };

    /// <summary>These lanes have met the trouble: others probe before them.</summary>
    public static NpgsqlBatchCommand Remember(IReadOnlyList<string> lanes) =>
        new("UPDATE lane SET probed_at = now() WHERE key = ANY(@lanes)") { Parameters = { new("lanes", lanes.ToArray()) } };

    /// <summary>For who takes tokens and leases the probe: this row is always locked before the buckets.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var provider = new NpgsqlCommand("SELECT 1 FROM provider FOR UPDATE", connection);
        await provider.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand LeaseProbe() => new(
        $"UPDATE provider SET probing_until = now() + {ProbeLease} WHERE paused_until IS NOT NULL AND coalesce(probing_until <= now(), true)");

    /// <summary>The probe is over; the next may go when its time comes.</summary>
    public static NpgsqlBatchCommand EndProbe() => new("UPDATE provider SET probing_until = NULL WHERE probing_until IS NOT NULL");

    public static NpgsqlBatchCommand End() => new(
        """
        UPDATE provider SET paused_until = NULL, paused_since = NULL, why = NULL, account = false, by_call = false, probes = 0, probing_until = NULL
        WHERE paused_until IS NOT NULL
        """);

    /// <summary>
    /// Who probes: somebody who has not met the trouble yet, else who met it longest ago; of them somebody whose message cannot have
    /// arrived already. Where the provider answers nothing at all, only such a one: else the harmless call goes in its place.
    /// </summary>
    /// <param name="addressed">Those who need no more than a call.</param>
    /// <param name="isAwaited">True while the one whose turn it is is looked up: nobody takes that turn who has probed already.</param>
    public Intent? ChooseProbe(IReadOnlyList<Intent> addressed, bool isAwaited) => IsDoubt ? null : addressed
        .Where(intent => MayProbe || (FreshMayProbe && intent.Head.ProbedFor is null))
        .Where(intent => !isAwaited || intent.Head.ProbedFor is null)
        .Where(intent => !(ByCall && intent.Head.IsUncertain))
        .OrderByDescending(intent => intent.Head.ProbedFor ?? TimeSpan.MaxValue)
        .ThenBy(intent => intent.Head.IsUncertain)
        .ThenBy(intent => intent.Head.Message.ReceivedAt)
        .FirstOrDefault();
}

using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Watching;

/// <summary>The queries behind notices to the owner.</summary>
internal static class NoticeStatements
{
    private const string Heads = "JOIN LATERAL (SELECT received_at FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true";

    private const string NotPaused = "NOT EXISTS (SELECT FROM provider WHERE paused_until IS NOT NULL)";

    /// <summary>The provider's pause: at once if the account is refused, otherwise after a minute. No row if there is none.</summary>
    public static Statement<(string Why, bool Account, DateTimeOffset Since)> LongPause() => new(
        "SELECT why, account, paused_since FROM provider WHERE paused_until IS NOT NULL AND (account OR paused_since < now() - interval '1 min')",
        row => (row.Text("why"), row.Is("account"), row.Time("paused_since")));

    /// <summary>Lanes whose head has waited for 10 min without being held, and not for a part that is still expected; the longest waiting first.</summary>
    public static Statement<(string Lane, DateTimeOffset Since)> StuckLanes() => new(
        $"""
        SELECT l.key, d.received_at FROM lane l {Heads}
        WHERE (l.due_at IS NOT NULL OR l.owner IS NOT NULL) AND l.held_reason IS NULL AND {NotPaused} AND d.received_at < now() - interval '10 min'
          AND coalesce(l.expected_by < now(), true)
        ORDER BY d.received_at
        """,
        row => (row.Text("key"), row.Time("received_at")));

    /// <summary>The number of lanes that have been held for a day.</summary>
    public static Statement<long> LongHeldLanes() => new(
        $"""
        SELECT count(*) AS lanes FROM lane l {Heads}
        WHERE l.held_reason IS NOT NULL AND {NotPaused} AND d.received_at < now() - interval '24 h'
        """,
        row => row.Number("lanes"));

    /// <summary>The number of dead letters of the last hour, and when the last came; no row if there are none.</summary>
    public static Statement<(long Count, DateTimeOffset Last)> DeadLetters() => new(
        "SELECT count(*) AS letters, max(at) AS last FROM dead WHERE at > now() - interval '1 h' AND discarded_at IS NULL HAVING count(*) > 0",
        row => (row.Number("letters"), row.Time("last")));
}

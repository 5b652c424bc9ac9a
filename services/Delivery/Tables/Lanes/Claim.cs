using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// Takes lanes: those that are due and free, the longest due first, and those whose look-up is done. The rows stay locked until the round commits.
/// While the provider is paused, lanes that wait only for it are left alone, except for the probe; each is tried again after a minute. An open change is
/// found by its state, not by <c>done_at</c>, with which PostgreSQL would scan the whole index of open rows.
/// </summary>
internal static class Claim
{
    private static readonly string TakeSql =
        $"""
        WITH pause AS (
            SELECT paused_since, by_call, paused_until <= now() AND coalesce(probing_until <= now(), true) AS may_probe,
                   greatest(paused_since, now() - interval '1 min') AS parked_since
            FROM provider WHERE paused_until IS NOT NULL),
        probing AS (
            SELECT l.key FROM lane l JOIN LATERAL (
                SELECT uncertain_since IS NOT NULL AS uncertain, unanswered FROM delivery
                WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON d.unanswered <= @unansweredAtMost
            WHERE @probes AND (SELECT may_probe FROM pause) AND NOT (d.uncertain AND (SELECT by_call FROM pause))
              AND l.due_at <= now() AND l.owner IS NULL AND l.key <> ALL(@locked) AND l.parked_at >= (SELECT paused_since FROM pause)
            ORDER BY CASE WHEN l.probed_at >= (SELECT paused_since FROM pause) THEN l.probed_at END NULLS FIRST, d.uncertain, l.due_at
            LIMIT 1 FOR UPDATE OF l SKIP LOCKED),
        due AS (
            SELECT key FROM lane
            WHERE due_at <= now() AND owner IS NULL AND key <> ALL(@locked)
              AND (parked_at IS NULL OR parked_at < coalesce((SELECT parked_since FROM pause), 'infinity'))
              AND key <> coalesce((SELECT key FROM probing), '')
            ORDER BY due_at LIMIT @free FOR UPDATE SKIP LOCKED),
        looked_up AS (SELECT key FROM unnest(@lookedUp) AS u (key) WHERE (SELECT owner FROM lane l WHERE l.key = u.key) = @me),
        taken AS (SELECT key, false AS probes FROM due UNION ALL SELECT key, true FROM probing UNION ALL SELECT key, false FROM looked_up)
        SELECT l.key AS lane, l.last_done, extract(epoch FROM now() - l.gap_since)::float8 AS gap_for, l.gap_asks, l.held_reason, l.held_looks, l.releases,
               coalesce(extract(epoch FROM now() - d.received_at), 0)::float8 AS age,
               d.message_id, d.number, d.previous, d.type, d.body, d.local, d.attempt, d.unanswered, d.refused,
               coalesce(extract(epoch FROM now() - d.refused_since), 0)::float8 AS refused_for, d.parts_done,
               d.maybe_duplicate OR d.uncertain_since IS NOT NULL AS maybe_duplicate, d.received_at, d.trace_parent, d.phone,
               d.uncertain_since IS NOT NULL AS is_uncertain,
               extract(epoch FROM now() - CASE WHEN l.probed_at >= (SELECT paused_since FROM pause) THEN l.probed_at END)::float8 AS probed_for,
               taken.probes, CASE WHEN d.attempt = 0 THEN now() ELSE d.first_attempt_at END AS first_attempt_at,
               d.original, change.message_id AS changed_by, change.body AS changed_to
        FROM taken JOIN lane l ON l.key = taken.key
        LEFT JOIN LATERAL (
            SELECT * FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true
        LEFT JOIN LATERAL (
            SELECT message_id FROM delivery WHERE original = coalesce(d.original, d.message_id) AND state NOT IN {States.Final} AND number > d.number
            ORDER BY number DESC LIMIT 1) later ON d.attempt = 0
        LEFT JOIN delivery change ON change.message_id = CASE WHEN d.attempt = 0 THEN later.message_id ELSE d.changed_by END
        """;

    /// <summary>The taken lanes, each with its head; null if the lane has no open message.</summary>
    /// <param name="me">This instance.</param>
    /// <param name="free">The number of lanes that may be taken.</param>
    /// <param name="probes">True if one of the lanes that wait for the provider may be taken to probe.</param>
    /// <param name="unansweredAtMost">A head with more unanswered attempts than this does not probe.</param>
    /// <param name="lookedUp">Owned lanes whose look-up is done.</param>
    /// <param name="locked">Lanes to leave alone.</param>
    public static Statement<(string Lane, LaneHead? Head)> Take(
        long me, int free, bool probes, int unansweredAtMost, IReadOnlyCollection<string> lookedUp, string[] locked) => new(TakeSql, Read)
        {
            Parameters =
            [
                new("me", me),
                new("free", (long)free),
                new("probes", probes),
                new("unansweredAtMost", unansweredAtMost),
                Column.Of("lookedUp", lookedUp),
                Column.Of("locked", locked),
            ],
        };

    /// <summary>The time until the next lane becomes due; no row if there is none.</summary>
    public static Statement<TimeSpan> NextDue() => new(
        "SELECT extract(epoch FROM due_at - now())::float8 AS due_in FROM lane WHERE due_at > now() AND owner IS NULL ORDER BY due_at LIMIT 1",
        row => row.Seconds("due_in"));

    private static (string Lane, LaneHead? Head) Read(Row row) => (row.Text("lane"), row.IsNull("message_id") ? null : new LaneHead
    {
        Message = Outgoing.Read(row) with { ChangedTo = row.TextOrNull("changed_to"), Refused = row.Count("refused") },
        Original = row.IdOrNull("original"),
        ChangedBy = row.IdOrNull("changed_by"),
        LastDone = row.Number("last_done"),
        GapFor = row.SecondsOrNull("gap_for"),
        GapAsks = row.Count("gap_asks"),
        HeldReason = row.TextOrNull("held_reason"),
        HeldLooks = row.Count("held_looks"),
        Releases = row.Count("releases"),
        Age = row.Seconds("age"),
        Previous = row.Number("previous"),
        Local = row.Is("local"),
        Attempt = row.Count("attempt"),
        Unanswered = row.Count("unanswered"),
        Refused = row.Count("refused"),
        RefusedFor = row.Seconds("refused_for"),
        TraceParent = row.TextOrNull("trace_parent"),
        IsUncertain = row.Is("is_uncertain"),
        ProbedFor = row.SecondsOrNull("probed_for"),
        IsToProbe = row.Is("probes"),
    });
}

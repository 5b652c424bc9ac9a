using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Sending;

/// <summary>
/// Takes lanes in hand: those that are due and free, the longest due first, and those whose lookup is done. The rows stay locked until
/// the round commits. While the provider is paused those are left alone whose head waits for nothing but its end, but for the one that is
/// to probe; each is looked at again after a minute.
/// </summary>
internal static class Claim
{
    /// <summary>
    /// Locks what is in hand. A statement of its own: those after it see what the locks' former holders committed. In key order by bytes,
    /// as everywhere: two writers never wait for each other, and what is claimed beside these is taken only where it is not locked.
    /// </summary>
    public static NpgsqlBatchCommand LockLanes(IReadOnlyList<string> lanes) =>
        new("SELECT 1 FROM lane WHERE key = ANY(@lanes) ORDER BY key COLLATE \"C\" FOR UPDATE") { Parameters = { new("lanes", lanes.ToArray()) } };

    /// <param name="probes">True if one of those that wait for the provider may be taken to probe.</param>
    /// <param name="unansweredAtMost">A head with more attempts without an answer than this does not probe.</param>
    public static NpgsqlBatchCommand TakeLanes(long me, int free, bool probes, int unansweredAtMost, IReadOnlyCollection<string> lookedUp, string[] locked) => new(
        """
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
            WHERE due_at <= now() AND owner IS NULL AND key <> ALL(@locked) AND (parked_at IS NULL OR parked_at < coalesce((SELECT parked_since FROM pause), 'infinity'))
              AND key <> coalesce((SELECT key FROM probing), '')
            ORDER BY due_at LIMIT @free FOR UPDATE SKIP LOCKED),
        looked_up AS (SELECT key FROM unnest(@lookedUp) AS u (key) WHERE (SELECT owner FROM lane l WHERE l.key = u.key) = @me),
        taken AS (SELECT key, false AS probes FROM due UNION ALL SELECT key, true FROM probing UNION ALL SELECT key, false FROM looked_up)
        SELECT l.key, l.last_done, extract(epoch FROM now() - l.gap_since)::float8, l.gap_asks,
               l.held_reason, coalesce(extract(epoch FROM now() - d.received_at), 0)::float8, l.held_looks,
               d.message_id, d.number, d.previous, d.type, d.body, d.local, d.attempt, d.unanswered, d.refused,
               coalesce(extract(epoch FROM now() - d.refused_since), 0)::float8, d.parts_done,
               d.maybe_duplicate OR d.uncertain_since IS NOT NULL, d.received_at, d.trace_parent, d.uncertain_since IS NOT NULL,
               extract(epoch FROM now() - CASE WHEN l.probed_at >= (SELECT paused_since FROM pause) THEN l.probed_at END)::float8,
               taken.probes, l.releases, CASE WHEN d.attempt = 0 THEN now() ELSE d.first_attempt_at END
        FROM taken JOIN lane l ON l.key = taken.key
        LEFT JOIN LATERAL (
            SELECT * FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true
        """)
    {
        Parameters =
        {
            new("me", me),
            new("free", (long)free),
            new("probes", probes),
            new("unansweredAtMost", unansweredAtMost),
            new("lookedUp", lookedUp.ToArray()),
            new("locked", locked),
        },
    };

    /// <summary>When the next lane becomes due, in seconds; no row where none will.</summary>
    public static NpgsqlBatchCommand NextDue() => new(
        "SELECT extract(epoch FROM due_at - now())::float8 FROM lane WHERE due_at > now() AND owner IS NULL ORDER BY due_at LIMIT 1");

    /// <returns>The lane's key, and its head: null where nothing is open in it.</returns>
    public static (string Lane, LaneHead? Head) Read(NpgsqlDataReader row)
    {
        var lane = row.GetString(0);
        if (row.IsDBNull(7))
        {
            return (lane, null);
        }

        return (lane, new LaneHead
        {
            LastDone = row.GetInt64(1),
            GapFor = row.IsDBNull(2) ? null : Seconds(row, 2),
            GapAsks = row.GetInt32(3),
            HeldReason = row.IsDBNull(4) ? null : row.GetString(4),
            Age = Seconds(row, 5),
            HeldLooks = row.GetInt32(6),
            Message = new OutgoingMessage
            {
                MessageId = row.GetGuid(7),
                Lane = lane,
                Number = row.GetInt64(8),
                Type = row.GetString(10),
                Body = row.GetString(11),
                PartsDone = row.GetInt32(17),
                MaybeDuplicate = row.GetBoolean(18),
                ReceivedAt = row.GetFieldValue<DateTimeOffset>(19),
                FirstAttemptAt = row.IsDBNull(25) ? null : row.GetFieldValue<DateTimeOffset>(25),
            },
            Previous = row.GetInt64(9),
            Local = row.GetBoolean(12),
            Attempt = row.GetInt32(13),
            Unanswered = row.GetInt32(14),
            Refused = row.GetInt32(15),
            RefusedFor = Seconds(row, 16),
            TraceParent = row.IsDBNull(20) ? null : row.GetString(20),
            IsUncertain = row.GetBoolean(21),
            ProbedFor = row.IsDBNull(22) ? null : Seconds(row, 22),
            IsToProbe = row.GetBoolean(23),
            Releases = row.GetInt32(24),
        });
    }

    private static TimeSpan Seconds(NpgsqlDataReader row, int column) => TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(column)));
}

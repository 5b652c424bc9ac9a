using Npgsql;

namespace Relay.Delivery.Sending;

/// <summary>
/// Takes lanes in hand: those that are due and free, the longest due first, and those whose lookup is done. The rows stay locked until
/// the round commits. While the provider is paused one lane may go, as the probe, when its time has come.
/// </summary>
internal static class Claim
{
    /// <summary>Whether the provider is paused, and whether a probe may go.</summary>
    public static NpgsqlBatchCommand ReadProvider() => new("SELECT paused_until IS NOT NULL, coalesce(paused_until <= now(), false) FROM provider");

    /// <summary>
    /// Locks what is in hand. A statement of its own: those after it see what the locks' former holders committed. In key order by bytes,
    /// as everywhere: two writers never wait for each other, and what is claimed beside these is taken only where it is not locked.
    /// </summary>
    public static NpgsqlBatchCommand LockLanes(IReadOnlyList<string> lanes) =>
        new("SELECT 1 FROM lane WHERE key = ANY(@lanes) ORDER BY key COLLATE \"C\" FOR UPDATE") { Parameters = { new("lanes", lanes.ToArray()) } };

    public static NpgsqlBatchCommand TakeLanes(long me, int free, IReadOnlyCollection<string> lookedUp) => new(
        """
        WITH due AS (
            SELECT key FROM lane WHERE due_at <= now() AND owner IS NULL ORDER BY due_at
            LIMIT (SELECT coalesce(min(CASE WHEN paused_until IS NULL THEN @free WHEN paused_until <= now() THEN least(@free, 1) ELSE 0 END), 0) FROM provider)
            FOR UPDATE SKIP LOCKED),
        looked_up AS (SELECT key FROM unnest(@lookedUp) AS u (key) WHERE (SELECT owner FROM lane l WHERE l.key = u.key) = @me),
        taken AS (SELECT key FROM due UNION ALL SELECT key FROM looked_up)
        SELECT l.key, l.last_done, extract(epoch FROM now() - l.gap_since)::float8, l.gap_asks,
               l.held_reason, coalesce(extract(epoch FROM now() - l.held_since), 0)::float8, l.held_looks,
               d.message_id, d.number, d.previous, d.type, d.body, d.local, d.attempt, d.unanswered, d.refused,
               coalesce(extract(epoch FROM now() - d.refused_since), 0)::float8, d.parts_done,
               d.maybe_duplicate OR d.uncertain_since IS NOT NULL, d.received_at, d.trace_parent
        FROM taken JOIN lane l ON l.key = taken.key
        LEFT JOIN LATERAL (
            SELECT * FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true
        """)
    {
        Parameters = { new("me", me), new("free", (long)free), new("lookedUp", lookedUp.ToArray()) },
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
            HeldFor = Seconds(row, 5),
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
            },
            Previous = row.GetInt64(9),
            Local = row.GetBoolean(12),
            Attempt = row.GetInt32(13),
            Unanswered = row.GetInt32(14),
            Refused = row.GetInt32(15),
            RefusedFor = Seconds(row, 16),
            TraceParent = row.IsDBNull(20) ? null : row.GetString(20),
        });
    }

    private static TimeSpan Seconds(NpgsqlDataReader row, int column) => TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(column)));
}

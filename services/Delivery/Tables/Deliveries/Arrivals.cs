using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Deliveries;

/// <summary>The statements for messages from the bus, and for an origin's answer to a gap.</summary>
internal static class Arrivals
{
    private static readonly string CloseSql =
        $"""
        WITH closed AS (
            UPDATE delivery SET state = 'closed', done_at = now(), announce_at = NULL
            WHERE message_id = ANY(@settled) AND lane = @lane AND state IN ('pending', 'held')
            RETURNING number)
        UPDATE lane SET last_done = greatest(last_done, (SELECT max(number) FROM closed)), due_at = now(), {Hold.EndIf("EXISTS (SELECT FROM closed)")}
        WHERE key = @lane
        """;

    /// <summary>
    /// Locks the lanes in key order and wakes those that sleep or wait for a missing message. A lane that backs off or is held keeps its time, because a
    /// message behind its head does not change it. If nothing changes, the row is locked but not written.
    /// </summary>
    public static Statement WakeLanes(IReadOnlyList<Arrival> oneOfEach)
    {
        List<Arrival> lanes = [.. oneOfEach.OrderBy(arrival => arrival.Lane, StringComparer.Ordinal)];
        return new(
            """
            INSERT INTO lane (key, party, due_at)
            SELECT key, party, now() FROM unnest(@keys, @parties) WITH ORDINALITY AS t (key, party, position) ORDER BY position
            ON CONFLICT (key) DO UPDATE SET party = excluded.party,
                due_at = CASE WHEN lane.due_at IS NULL OR lane.gap_since IS NOT NULL THEN now() ELSE lane.due_at END
            WHERE lane.due_at IS NULL OR lane.gap_since IS NOT NULL OR lane.party IS DISTINCT FROM excluded.party
            """)
        {
            Parameters = [Column.Of("keys", lanes, arrival => arrival.Lane), Column.Of("parties", lanes, arrival => arrival.Party)],
        };
    }

    /// <summary>
    /// Returns true if a message was known and its outcome, or its hold, must be announced again. An open message takes the origin's latest values: a
    /// restored origin that accepted it again gave it, and the messages it waits for, new numbers.
    /// </summary>
    public static Statement<bool> Store(IReadOnlyList<(Arrival Arrival, string? TraceParent)> arrivals) => new(
        """
        WITH stored AS (
            INSERT INTO delivery (message_id, lane, number, previous, type, body, original, maybe_duplicate, received_at, trace_parent)
            SELECT t.id, t.lane, t.number, t.previous, t.type, t.body, t.original,
                   t.duplicate OR t.number <= coalesce((SELECT restored_before FROM database), 0), now(), t.trace
            FROM unnest(@ids, @lanes, @numbers, @previous, @types, @bodies, @originals, @duplicates, @traces)
                 AS t (id, lane, number, previous, type, body, original, duplicate, trace)
            ON CONFLICT (message_id) DO UPDATE SET
                number = CASE WHEN delivery.done_at IS NULL THEN excluded.number ELSE delivery.number END,
                previous = CASE WHEN delivery.done_at IS NULL THEN excluded.previous ELSE delivery.previous END,
                attempted_at = CASE WHEN delivery.done_at IS NULL THEN delivery.attempted_at ELSE now() END, -- kept as long as its origin asks
                announce_at = CASE WHEN delivery.done_at IS NOT NULL OR delivery.state = 'held' THEN now() ELSE delivery.announce_at END
            RETURNING announce_at IS NOT NULL AS known)
        SELECT coalesce(bool_or(known), false) AS known FROM stored
        """,
        row => row.Is("known"))
    {
        Parameters =
        [
            Column.Of("ids", arrivals, item => item.Arrival.MessageId),
            Column.Of("lanes", arrivals, item => item.Arrival.Lane),
            Column.Of("numbers", arrivals, item => item.Arrival.Number),
            Column.Of("previous", arrivals, item => item.Arrival.Previous),
            Column.Of("types", arrivals, item => item.Arrival.Type),
            Column.Of("bodies", arrivals, item => item.Arrival.Body),
            Column.Of("originals", arrivals, item => item.Arrival.Original),
            Column.Of("duplicates", arrivals, item => item.Arrival.MaybeDuplicate),
            Column.Of("traces", arrivals, item => item.TraceParent),
        ],
    };

    /// <summary>
    /// Makes a message open that failed for this reason before anything of it was sent, as if it came now. What its writer has changed or taken back since
    /// stays as it is. Returns true if it is open.
    /// </summary>
    public static Statement<bool> Reopen(Arrival arrival, string reason) => new(
        """
        WITH reopened AS (
            UPDATE delivery d SET state = 'pending', reason = NULL, done_at = NULL, announce_at = NULL, received_at = now(), body = @body
            WHERE message_id = @id AND state = 'failed' AND reason = @reason AND parts_done = 0
              AND NOT EXISTS (SELECT FROM delivery c WHERE c.original = d.message_id)
            RETURNING 1)
        SELECT EXISTS (SELECT FROM reopened) OR EXISTS (SELECT FROM delivery WHERE message_id = @id AND done_at IS NULL) AS is_open
        """,
        row => row.Is("is_open"))
    {
        Parameters = [new("id", arrival.MessageId), new("body", arrival.Body), new("reason", reason)],
    };

    /// <summary>
    /// Applies the origin's answer to a gap: closes messages that are settled there, and gives unknown ones what they must wait for. A message in a call
    /// is left to its outcome.
    /// </summary>
    public static IReadOnlyList<Statement> Close(LaneSettled answer) =>
    [
        LockedLanes.Lock([answer.Lane]),
        new(CloseSql) { Parameters = [Column.Of("settled", answer.Settled), new("lane", answer.Lane)] },
        new(
            """
            UPDATE delivery d SET previous = u.previous FROM unnest(@ids, @previous) AS u (id, previous)
            WHERE d.message_id = u.id AND d.lane = @lane AND d.done_at IS NULL
            """)
        {
            Parameters =
            [
                Column.Of("ids", answer.Unknown, unknown => unknown.MessageId),
                Column.Of("previous", answer.Unknown, unknown => unknown.Previous),
                new("lane", answer.Lane),
            ],
        },
    ];

    /// <summary>Open messages of a lane up to a number, in order.</summary>
    public static Statement<HeldMessage> OpenUpTo(string lane, long number) => new(
        "SELECT message_id, number FROM delivery WHERE lane = @lane AND done_at IS NULL AND number <= @to ORDER BY number LIMIT 500",
        row => new HeldMessage { MessageId = row.Id("message_id"), Number = row.Number("number") })
    {
        Parameters = [new("lane", lane), new("to", number)],
    };
}

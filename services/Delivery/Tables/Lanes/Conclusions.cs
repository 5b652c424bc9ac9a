using Npgsql;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// Writes the conclusions of many lanes at once, fenced by attempt: the conclusion of the row's current attempt always counts, whoever owns the lane
/// by now. That of a superseded attempt only marks the row, if the provider took the message. Delivered rows are born claimed for the announcer, who
/// gets them through memory.
/// </summary>
internal static class Conclusions
{
    private static readonly string[] LeaveHeld = [Reasons.Expired, Conclusion.Needless];

    private static readonly string WriteSql =
        $"""
        WITH given AS (
            SELECT c.*, CASE WHEN c.state = 'held' THEN (SELECT l.releases FROM lane l WHERE l.key = c.lane) <> c.releases ELSE false END AS released
            FROM unnest(@ids, @lanes, @releases, @attempts, @states, @reasons, @parts, @unanswered, @refused, @uncertain, @final, @announce, @lookIn, @words)
                 AS c (id, lane, releases, attempt, state, reason, parts, unanswered, refused, uncertain, final, announce, look_in, words)),
        concluded AS (
            UPDATE delivery d SET state = CASE WHEN d.arrived THEN 'delivered' WHEN c.released THEN 'pending' ELSE c.state END,
                reason = CASE WHEN d.arrived OR c.released THEN NULL ELSE c.reason END, arrived = false,
                parts_done = c.parts, words = coalesce(c.words, d.words), unanswered = c.unanswered, refused = c.refused,
                refused_since = CASE WHEN c.refused > 0 THEN coalesce(d.refused_since, now()) END,
                uncertain_since = CASE WHEN c.uncertain THEN now() ELSE d.uncertain_since END,
                done_at = CASE WHEN c.final OR d.arrived THEN now() END,
                announce_at = CASE WHEN d.arrived AND c.state <> 'delivered' THEN CASE WHEN NOT d.local THEN now() END
                    WHEN c.released THEN NULL
                    WHEN c.announce AND c.state = 'delivered' THEN now() + {Claims.Last} WHEN c.announce THEN now()
                    WHEN c.state = 'held' THEN d.announce_at END
            FROM given c
            WHERE d.message_id = c.id AND d.attempt = c.attempt AND d.state NOT IN {States.Final}
            RETURNING d.message_id, d.lane, d.number, d.state, d.reason, d.done_at IS NOT NULL AS final,
                CASE WHEN d.done_at IS NOT NULL OR c.released THEN 0 ELSE c.look_in END AS look_in)
        UPDATE lane l SET
            owner = nullif(l.owner, @me),
            due_at = now() + c.look_in * interval '1 s',
            last_done = CASE WHEN c.final THEN greatest(l.last_done, c.number) ELSE l.last_done END,
            gap_since = NULL,
            gap_asks = 0,
            parked_at = NULL,
            held_reason = CASE WHEN c.state = 'held' THEN c.reason WHEN c.reason = ANY(@leaveHeld) THEN l.held_reason END,
            held_since = CASE WHEN c.reason = ANY(@leaveHeld) THEN l.held_since
                WHEN c.state <> 'held' THEN NULL WHEN l.held_reason = c.reason THEN l.held_since ELSE now() END,
            held_looks = CASE WHEN c.state = 'held' AND l.held_reason = c.reason THEN l.held_looks + 1 ELSE 0 END
        FROM concluded c WHERE l.key = c.lane RETURNING c.message_id
        """;

    /// <summary>
    /// Writes them; the lanes are already locked. Returns the ids of those that counted. The condition is the state, not <c>done_at</c>, with which
    /// PostgreSQL would scan the whole index of open rows instead of the keys. If a lane was released while the call ran, it is not held but tried again
    /// at once. A message that expires or becomes needless leaves its lane held: messages behind it wait for the same thing, and that is not announced again.
    /// </summary>
    public static Statement<Guid> Write(long me, IReadOnlyList<Conclusion> conclusions) => new(WriteSql, row => row.Id("message_id"))
    {
        Parameters =
        [
            new("me", me),
            Column.Of("leaveHeld", LeaveHeld),
            Column.Of("ids", conclusions, c => c.Head.Message.MessageId),
            Column.Of("lanes", conclusions, c => c.Head.Message.Lane),
            Column.Of("releases", conclusions, c => c.Head.Releases),
            Column.Of("attempts", conclusions, c => c.Head.Attempt),
            Column.Of("states", conclusions, c => c.State.Text()),
            Column.Of("reasons", conclusions, c => c.Reason),
            Column.Of("parts", conclusions, c => c.PartsDone),
            Column.Of("unanswered", conclusions, c => c.Unanswered),
            Column.Of("refused", conclusions, c => c.Refused),
            Column.Of("uncertain", conclusions, c => c.BecameUncertain),
            Column.Of("final", conclusions, c => c.IsFinal),
            Column.Of("announce", conclusions, c => c.Announce),
            Column.Of("lookIn", conclusions, c => c.LookIn.TotalSeconds),
            Column.Of("words", conclusions, c => c.Words),
        ],
    };

    /// <summary>
    /// The ids of accepted messages: a row with a later attempt is marked, and the provider's ids are kept. What a change did to the parts of its original
    /// is written beside them.
    /// </summary>
    public static IEnumerable<Statement> Accepted(IReadOnlyList<Conclusion> conclusions)
    {
        List<Conclusion> accepted = [.. conclusions.Where(conclusion => conclusion.WasAccepted)];
        return
        [
            .. accepted.Count == 0 ? Array.Empty<Statement>() : [MarkSuperseded(accepted), KeepSentIds(accepted)],
            .. ShownParts.Changed([.. conclusions.Where(conclusion => conclusion.Head.Original is not null)]),
        ];
    }

    private static Statement MarkSuperseded(List<Conclusion> accepted) => new(
        """
        UPDATE delivery d SET maybe_duplicate = true FROM unnest(@ids, @attempts) AS c (id, attempt)
        WHERE d.message_id = c.id AND d.attempt > c.attempt AND NOT d.maybe_duplicate
        """)
    {
        Parameters = [Column.Of("ids", accepted, c => c.Head.Message.MessageId), Column.Of("attempts", accepted, c => c.Head.Attempt)],
    };

    private static Statement KeepSentIds(List<Conclusion> accepted) =>
        ProviderIds.Keep(
        [
            .. accepted.SelectMany(
                conclusion => conclusion.ProviderMessageIds,
                (conclusion, id) => (conclusion.Head.Original ?? conclusion.Head.Message.MessageId, id, conclusion.Shown)),
        ]);
}

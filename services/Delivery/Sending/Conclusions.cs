using Npgsql;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Sending;

/// <summary>
/// Writes conclusions of many lanes at once. Fencing is by attempt: the conclusion of the row's current attempt always counts, whoever
/// owns the lane by now; one of a superseded attempt only marks the row, where the provider took it. Delivered rows are born claimed for
/// the announcer, who gets them by memory.
/// </summary>
internal static class Conclusions
{
    /// <summary>The lanes are locked by now. Where there are conclusions, the first statement returns the ids of those that counted.</summary>
    public static void AddTo(NpgsqlBatch batch, long me, IReadOnlyList<Conclusion> conclusions)
    {
        if (conclusions.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(Write(me, conclusions));
        var accepted = conclusions.Where(conclusion => conclusion.WasAccepted).ToList();
        if (accepted.Count > 0)
        {
            batch.BatchCommands.Add(MarkSuperseded(accepted));
            batch.BatchCommands.Add(KeepSentIds(accepted));
        }
    }

    /// <summary>
    /// By the state, and not by <c>done_at</c>: that would let PostgreSQL walk the whole index of open rows instead of the keys. If a
    /// lane was released while the call ran, it is not held: it looks again at once. A message that expires leaves its lane held: what stands
    /// behind it waits for the same, and nobody is told so again.
    /// </summary>
    private static NpgsqlBatchCommand Write(long me, IReadOnlyList<Conclusion> conclusions) => new(
        """
        WITH given AS (
            SELECT c.*, CASE WHEN c.state = 'held' THEN (SELECT l.releases FROM lane l WHERE l.key = c.lane) <> c.releases ELSE false END AS released
            FROM unnest(@ids, @lanes, @releases, @attempts, @states, @reasons, @parts, @unanswered, @refused, @uncertain, @final, @announce, @lookIn)
                 AS c (id, lane, releases, attempt, state, reason, parts, unanswered, refused, uncertain, final, announce, look_in)),
        concluded AS (
            UPDATE delivery d SET state = CASE WHEN d.reason = 'arrived' THEN 'delivered' WHEN c.released THEN 'pending' ELSE c.state END,
                reason = CASE WHEN d.reason = 'arrived' OR c.released THEN NULL ELSE c.reason END,
                parts_done = c.parts, unanswered = c.unanswered, refused = c.refused,
                refused_since = CASE WHEN c.refused > 0 THEN coalesce(d.refused_since, now()) END,
                uncertain_since = CASE WHEN c.uncertain THEN now() ELSE d.uncertain_since END,
                done_at = CASE WHEN c.final OR d.reason = 'arrived' THEN now() END,
                announce_at = CASE WHEN d.reason = 'arrived' AND c.state <> 'delivered' THEN CASE WHEN NOT d.local THEN now() END
                    WHEN c.released THEN NULL
                    WHEN c.announce AND c.state = 'delivered' THEN now() + interval '30 s' WHEN c.announce THEN now()
                    WHEN c.state = 'held' THEN d.announce_at END
            FROM given c
            WHERE d.message_id = c.id AND d.attempt = c.attempt AND d.state NOT IN ('delivered', 'failed', 'closed')
            RETURNING d.message_id, d.lane, d.number, d.state, d.reason, d.done_at IS NOT NULL AS final,
                CASE WHEN d.done_at IS NOT NULL OR c.released THEN 0 ELSE c.look_in END AS look_in)
        UPDATE lane l SET
            owner = nullif(l.owner, @me),
            due_at = now() + c.look_in * interval '1 s',
            last_done = CASE WHEN c.final THEN greatest(l.last_done, c.number) ELSE l.last_done END,
            gap_since = NULL,
            gap_asks = 0,
            parked_at = NULL,
            held_reason = CASE WHEN c.state = 'held' THEN c.reason WHEN c.reason = @expired THEN l.held_reason END,
            held_since = CASE WHEN c.reason = @expired THEN l.held_since
                WHEN c.state <> 'held' THEN NULL WHEN l.held_reason = c.reason THEN l.held_since ELSE now() END,
            held_looks = CASE WHEN c.state = 'held' AND l.held_reason = c.reason THEN l.held_looks + 1 ELSE 0 END
        FROM concluded c WHERE l.key = c.lane RETURNING c.message_id
        """)
    {
        Parameters =
        {
            new("me", me),
            new("expired", Contracts.Reasons.Expired),
            new("ids", Column(conclusions, c => c.Head.Message.MessageId)),
            new("lanes", Column(conclusions, c => c.Head.Message.Lane)),
            new("releases", Column(conclusions, c => c.Head.Releases)),
            new("attempts", Column(conclusions, c => c.Head.Attempt)),
            new("states", Column(conclusions, c => c.State)),
            new("reasons", Column(conclusions, c => c.Reason)),
            new("parts", Column(conclusions, c => c.PartsDone)),
            new("unanswered", Column(conclusions, c => c.Unanswered)),
            new("refused", Column(conclusions, c => c.Refused)),
            new("uncertain", Column(conclusions, c => c.BecameUncertain)),
            new("final", Column(conclusions, c => c.IsFinal)),
            new("announce", Column(conclusions, c => c.Announce)),
            new("lookIn", Column(conclusions, c => c.LookIn.TotalSeconds)),
        },
    };

    private static NpgsqlBatchCommand MarkSuperseded(List<Conclusion> accepted) => new(
        """
        UPDATE delivery d SET maybe_duplicate = true FROM unnest(@ids, @attempts) AS c (id, attempt)
        WHERE d.message_id = c.id AND d.attempt > c.attempt AND NOT d.maybe_duplicate
        """)
    {
        Parameters =
        {
            new("ids", Column(accepted, c => c.Head.Message.MessageId)),
            new("attempts", Column(accepted, c => c.Head.Attempt)),
        },
    };

    private static NpgsqlBatchCommand KeepSentIds(List<Conclusion> accepted)
    {
        var ids = accepted.SelectMany(c => c.ProviderMessageIds, (c, id) => (Id: ForeignId.Of(id), c.Head.Message.MessageId)).OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        return new NpgsqlBatchCommand(
            "INSERT INTO sent_id (provider_message_id, message_id, at) SELECT *, now() FROM unnest(@provider, @ids) ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new("provider", ids.Select(one => one.Id).ToArray()),
                new("ids", ids.Select(one => one.MessageId).ToArray()),
            },
        };
    }

    private static T[] Column<T>(IReadOnlyList<Conclusion> conclusions, Func<Conclusion, T> of) => [.. conclusions.Select(of)];
}

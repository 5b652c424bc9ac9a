using Npgsql;

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

    /// <summary>By the state, and not by <c>done_at</c>: that would let PostgreSQL walk the whole index of open rows instead of the keys.</summary>
    private static NpgsqlBatchCommand Write(long me, IReadOnlyList<Conclusion> conclusions) => new(
        """
        WITH concluded AS (
            UPDATE delivery d SET state = c.state, reason = c.reason, parts_done = c.parts, unanswered = c.unanswered, refused = c.refused,
                refused_since = CASE WHEN c.refused > 0 THEN coalesce(d.refused_since, now()) END,
                uncertain_since = CASE WHEN c.uncertain THEN now() ELSE d.uncertain_since END,
                done_at = CASE WHEN c.final THEN now() END,
                announce_at = CASE WHEN c.announce AND c.state = 'delivered' THEN now() + interval '30 s' WHEN c.announce THEN now()
                    WHEN c.state = 'held' THEN d.announce_at END
            FROM unnest(@ids, @attempts, @states, @reasons, @parts, @unanswered, @refused, @uncertain, @final, @announce, @lookIn)
                 AS c (id, attempt, state, reason, parts, unanswered, refused, uncertain, final, announce, look_in)
            WHERE d.message_id = c.id AND d.attempt = c.attempt AND d.state NOT IN ('delivered', 'failed', 'closed')
            RETURNING d.message_id, d.lane, d.number, d.state, d.reason, c.final, c.look_in)
        UPDATE lane l SET
            owner = nullif(l.owner, @me),
            due_at = now() + c.look_in * interval '1 s',
            last_done = CASE WHEN c.final THEN greatest(l.last_done, c.number) ELSE l.last_done END,
            gap_since = NULL,
            gap_asks = 0,
            held_reason = CASE WHEN c.state = 'held' THEN c.reason END,
            held_since = CASE WHEN c.state <> 'held' THEN NULL WHEN l.held_reason = c.reason THEN l.held_since ELSE now() END,
            held_looks = CASE WHEN c.state = 'held' AND l.held_reason = c.reason THEN l.held_looks + 1 ELSE 0 END
        FROM concluded c WHERE l.key = c.lane RETURNING c.message_id
        """)
    {
        Parameters =
        {
            new("me", me),
            new("ids", Column(conclusions, c => c.Head.Message.MessageId)),
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
        var withIds = accepted.FindAll(c => c.ProviderMessageId is not null);
        return new NpgsqlBatchCommand(
            "INSERT INTO sent_id (provider_message_id, message_id, at) SELECT *, now() FROM unnest(@provider, @ids) ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new("provider", Column(withIds, c => c.ProviderMessageId!)),
                new("ids", Column(withIds, c => c.Head.Message.MessageId)),
            },
        };
    }

    private static T[] Column<T>(IReadOnlyList<Conclusion> conclusions, Func<Conclusion, T> of) => [.. conclusions.Select(of)];
}

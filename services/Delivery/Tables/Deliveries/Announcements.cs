using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Deliveries;

/// <summary>An outcome or a hold to announce.</summary>
/// <param name="Message">The message.</param>
/// <param name="Local">True for a message of this service's own.</param>
/// <param name="State">Final, or held.</param>
/// <param name="Reason">The reason; null if it was delivered.</param>
/// <param name="Since">Since when.</param>
/// <param name="TraceParent">Its W3C trace context; null if tracing is off.</param>
/// <param name="ClaimedUntil">As the claim wrote it: a row whose state changes meanwhile has another time, and is announced again.</param>
internal sealed record OutcomeRow(
    OutgoingMessage Message, bool Local, MessageState State, string? Reason, DateTimeOffset Since, string? TraceParent, DateTimeOffset ClaimedUntil);

/// <summary>The statements that announce outcomes.</summary>
internal static class Announcements
{
    /// <summary>Claims due rows: until the claim ends no other announcer takes them.</summary>
    public static Statement<OutcomeRow> Claim(int atMost) => new(
        $"""
        WITH d AS (
            UPDATE delivery SET announce_at = now() + {Claims.Last}
            WHERE message_id IN (
                SELECT message_id FROM delivery WHERE announce_at <= now() ORDER BY announce_at LIMIT @limit FOR UPDATE SKIP LOCKED)
            RETURNING *)
        SELECT {Outgoing.Columns}, d.local, d.state, d.reason, d.trace_parent, d.announce_at,
               CASE WHEN d.state = 'held' THEN coalesce(l.held_since, now()) ELSE coalesce(d.done_at, now()) END AS since
        FROM d JOIN lane l ON l.key = d.lane
        WHERE d.done_at IS NOT NULL OR d.state = 'held'
        """,
        row => new OutcomeRow(
            Outgoing.Read(row), row.Is("local"), MessageStates.Parse(row.Text("state")), row.TextOrNull("reason"), row.Time("since"),
            row.TextOrNull("trace_parent"), row.Time("announce_at")))
    {
        Parameters = [new("limit", atMost)],
    };

    /// <summary>Marks them as announced. A row whose state changed meanwhile, or that its origin asked for again, stays due.</summary>
    /// <param name="told">Each with its claim; null if the row was born claimed.</param>
    public static Statement MarkTold(IReadOnlyList<(Guid MessageId, DateTimeOffset? ClaimedUntil)> told) => new(
        """
        WITH free AS (SELECT message_id FROM delivery WHERE message_id = ANY(@ids) FOR UPDATE SKIP LOCKED)
        UPDATE delivery d SET announce_at = NULL FROM unnest(@ids, @claimed) AS t (id, claimed)
        WHERE d.message_id = t.id AND d.message_id IN (SELECT message_id FROM free)
          AND (d.announce_at = t.claimed OR (t.claimed IS NULL AND d.announce_at > now()))
        """)
    {
        Parameters = [Column.Of("ids", told, row => row.MessageId), Column.Of("claimed", told, row => row.ClaimedUntil)],
    };
}

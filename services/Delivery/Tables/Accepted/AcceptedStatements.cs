using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Accepted;

/// <summary>The statements that publish rows of <c>accepted</c> until they are settled.</summary>
internal static class AcceptedStatements
{
    private static readonly string ReadSql =
        $"""
        SELECT a.message_id, a.type, a.body, a.number, a.trace_parent, a.lane, {Unsettled.Before("a.lane", "a.number")} AS previous
        FROM accepted a
        WHERE a.message_id = ANY(@ids) AND a.settled_at IS NULL AND a.type IS NOT NULL AND (a.lane IS NULL OR a.number IS NOT NULL)
        ORDER BY a.position
        """;

    /// <summary>Claims due rows: until the claim ends no other publisher takes them.</summary>
    public static Statement<Guid> ClaimDue(int atMost) => new(
        $"""
        UPDATE accepted SET publish_at = now() + {Claims.Last}
        WHERE message_id IN (
            SELECT message_id FROM accepted WHERE publish_at <= now() ORDER BY publish_at LIMIT @limit FOR UPDATE SKIP LOCKED)
        RETURNING message_id
        """,
        row => row.Id("message_id"))
    {
        Parameters = [new("limit", atMost)],
    };

    /// <summary>
    /// The rows to publish, in the order of acceptance, each with the number of its lane's nearest earlier unsettled row. Read without a lock: if a row
    /// settles meanwhile, <c>previous</c> only names a message that is done.
    /// </summary>
    public static Statement<RowToPublish> Read(IReadOnlyList<Guid> messageIds) => new(
        ReadSql,
        row => new RowToPublish(
            row.Id("message_id"), row.Text("type"), row.Text("body"), row.NumberOrNull("number") ?? 0, row.NumberOrNull("previous") ?? 0,
            row.TextOrNull("trace_parent"), row.TextOrNull("lane")))
    {
        Parameters = [Column.Of("ids", messageIds)],
    };

    /// <summary>The broker has confirmed them. They are retransmitted after 2 min, 10 min, 1 h, then daily, until the outcome is back.</summary>
    public static Statement Confirm(IReadOnlyList<Guid> messageIds) => new(
        """
        UPDATE accepted SET publishes = publishes + 1, publish_at = now() +
            CASE publishes WHEN 0 THEN interval '2 min' WHEN 1 THEN interval '10 min' WHEN 2 THEN interval '1 h' ELSE interval '1 day' END
        WHERE message_id = ANY(@ids) AND settled_at IS NULL
        """)
    {
        Parameters = [Column.Of("ids", messageIds)],
    };

    /// <summary>The broker did not accept them: each backs off alone.</summary>
    public static Statement Postpone(IReadOnlyList<Guid> messageIds) => new(
        "UPDATE accepted SET publish_at = now() + interval '2 s' + random() * interval '1 s' WHERE message_id = ANY(@ids) AND settled_at IS NULL")
    {
        Parameters = [Column.Of("ids", messageIds)],
    };

    /// <summary>Publishes it at once, if its outcome is still awaited.</summary>
    public static Statement PublishNow(Guid messageId) => new(
        "UPDATE accepted SET publish_at = now() WHERE message_id = @id AND settled_at IS NULL AND publish_at IS NOT NULL")
    {
        Parameters = [new("id", messageId)],
    };

    /// <summary>Their outcome is back: they are not published again.</summary>
    /// <param name="messageIds">In the order of ids, so that two writers never deadlock.</param>
    /// <param name="outcome">The outcome.</param>
    public static Statement Settle(IReadOnlyList<Guid> messageIds, string outcome) => new(
        """
        UPDATE accepted SET settled_at = now(), publish_at = NULL, outcome = @outcome, held_reason = NULL, raw = NULL
        WHERE message_id = ANY(@ids) AND settled_at IS NULL
        """)
    {
        Parameters = [Column.Of("ids", messageIds), new("outcome", outcome)],
    };

    /// <summary>It waits for people, according to its receiver. It is still published; the reason is kept for status.</summary>
    public static Statement Hold(Guid messageId, string reason) => new(
        "UPDATE accepted SET held_reason = @reason WHERE message_id = @id AND settled_at IS NULL")
    {
        Parameters = [new("id", messageId), new("reason", reason)],
    };

    /// <summary>The trace contexts of these messages.</summary>
    public static Statement<(Guid MessageId, string? Lane, string? TraceParent)> ReadTraces(IReadOnlyList<Guid> messageIds) => new(
        "SELECT message_id, lane, trace_parent FROM accepted WHERE message_id = ANY(@ids)",
        row => (row.Id("message_id"), row.TextOrNull("lane"), row.TextOrNull("trace_parent")))
    {
        Parameters = [Column.Of("ids", messageIds)],
    };
}

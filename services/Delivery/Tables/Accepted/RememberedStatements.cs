using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Accepted;

/// <summary>A gateway's queries about accepted events.</summary>
internal static class RememberedStatements
{
    /// <summary>Those of the messages that are still kept.</summary>
    public static Statement<AcceptedMessage> Find(IReadOnlyList<Guid> messageIds) => new(
        "SELECT message_id, type, body, mark, accepted_at, outcome, held_reason, settled_at, lane FROM accepted WHERE message_id = ANY(@ids)",
        row => new AcceptedMessage(
            row.Id("message_id"), row.TextOrNull("type"), row.TextOrNull("body"), row.TextOrNull("mark"), row.Time("accepted_at"),
            row.TextOrNull("outcome"), row.TextOrNull("held_reason"), row.TimeOrNull("settled_at"))
        {
            Lane = row.TextOrNull("lane"),
        })
    {
        Parameters = [Column.Of("ids", messageIds)],
    };

    /// <summary>True if a message of this contract is kept whose mark does not begin with this prefix.</summary>
    public static Statement<bool> Any(string type, string exceptMarked) => new(
        "SELECT EXISTS (SELECT FROM accepted WHERE type = @type AND (mark IS NULL OR NOT starts_with(mark, @marked))) AS any",
        row => row.Is("any"))
    {
        Parameters = [new("type", type), new("marked", exceptMarked)],
    };

    /// <summary>Makes all messages of a contract due again, settled or not.</summary>
    public static Statement Repeat(string type) => new("UPDATE accepted SET settled_at = NULL, outcome = NULL, publish_at = now() WHERE type = @type")
    {
        Parameters = [new("type", type)],
    };

    /// <summary>Scalar subqueries with a limit: PostgreSQL cannot turn them into a hash of a whole table, whatever its statistics say.</summary>
    public static Statement<EventLook> Look(IReadOnlyList<EventKeys> events) => new(
        """
        SELECT (SELECT 1 FROM sent_id WHERE provider_message_id = ANY(string_to_array(t.sent, E'\n')) LIMIT 1) IS NULL
           AND (SELECT 1 FROM delivery WHERE phone = t.phone AND attempted_at > now() - interval '8 days'
                AND (attempted_at > now() - interval '24 h' OR done_at IS NULL)
                AND (words IS NULL OR t.words IS NULL OR words = t.words) LIMIT 1) IS NULL
           AND (SELECT 1 FROM delivery WHERE lane = t.lane AND done_at IS NULL LIMIT 1) IS NULL AS is_ordinary,
           known.message_id, known.mark
        FROM unnest(@sent, @seen, @phones, @lanes, @words) WITH ORDINALITY AS t (sent, seen, phone, lane, words, position)
        LEFT JOIN LATERAL (SELECT message_id, mark FROM accepted WHERE message_id = ANY(string_to_array(t.seen, ' ')::uuid[]) LIMIT 1) known ON true
        ORDER BY position
        """,
        row => new EventLook(row.Is("is_ordinary"), row.IsNull("message_id") ? null : row.Id("message_id"), row.TextOrNull("mark")))
    {
        Parameters =
        [
            Column.Of("sent", events, one => string.Join('\n', one.SentIds.Select(ForeignId.Of))),
            Column.Of("seen", events, one => string.Join(' ', one.SeenIds)),
            Column.Of("phones", events, one => one.Phone),
            Column.Of("lanes", events, one => one.WaitingLane),
            Column.Of("words", events, one => one.Words),
        ],
    };
}

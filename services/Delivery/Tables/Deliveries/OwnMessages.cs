using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Deliveries;

/// <summary>Stores this service's own messages in <c>delivery</c> without the bus: their lanes are local, their numbers given here.</summary>
internal static class OwnMessages
{
    /// <summary>Known ids are ignored.</summary>
    public static Statement Store(IReadOnlyList<LocalMessage> messages)
    {
        var lanes = messages.GroupBy(message => message.Lane, StringComparer.Ordinal).OrderBy(lane => lane.Key, StringComparer.Ordinal).ToList();
        var numbered = lanes.SelectMany(lane => lane.Select((message, index) => (Message: message, Back: (long)(lane.Count() - 1 - index)))).ToList();
        return new(
            """
            WITH lanes AS (
                INSERT INTO lane (key, party, last_given, due_at)
                SELECT key, party, count, now()
                FROM unnest(@keys, @parties, @counts) WITH ORDINALITY AS t (key, party, count, position) ORDER BY position
                ON CONFLICT (key) DO UPDATE SET last_given = lane.last_given + excluded.last_given, due_at = coalesce(lane.due_at, now())
                RETURNING key, last_given)
            INSERT INTO delivery (message_id, lane, number, previous, type, body, local, received_at, trace_parent)
            SELECT t.id, t.lane, l.last_given - t.back, 0, t.type, t.body, true, now(), t.trace
            FROM unnest(@ids, @lanes, @backs, @types, @bodies, @traces) AS t (id, lane, back, type, body, trace) JOIN lanes l ON l.key = t.lane
            ON CONFLICT (message_id) DO NOTHING
            """)
        {
            Parameters =
            [
                Column.Of("keys", lanes, lane => lane.Key),
                Column.Of("parties", lanes, lane => lane.First().Party),
                Column.Of("counts", lanes, lane => (long)lane.Count()),
                Column.Of("ids", numbered, row => row.Message.MessageId),
                Column.Of("lanes", numbered, row => row.Message.Lane),
                Column.Of("backs", numbered, row => row.Back),
                Column.Of("types", numbered, row => row.Message.Type),
                Column.Of("bodies", numbered, row => row.Message.Body),
                Column.Of("traces", numbered, row => row.Message.TraceParent),
            ],
        };
    }
}

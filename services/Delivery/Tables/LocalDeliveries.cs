using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables;

/// <summary>Messages of this service's own enter <c>delivery</c> without a bus: their lanes are local, their numbers given here.</summary>
internal static class LocalDeliveries
{
    /// <summary>Inserts within the caller's transaction; known ids are ignored.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var lanes = messages.GroupBy(message => message.Lane, StringComparer.Ordinal).OrderBy(lane => lane.Key, StringComparer.Ordinal).ToList();
        var numbered = lanes.SelectMany(lane => lane.Select((message, index) => (message, Back: (long)(lane.Count() - 1 - index)))).ToList();
        await using var insert = new NpgsqlCommand(
            """
            WITH lanes AS (
                INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks, due_at)
                SELECT key, party, count, 0, 0, 0, now()
                FROM unnest(@keys, @parties, @counts) WITH ORDINALITY AS t (key, party, count, position) ORDER BY position
                ON CONFLICT (key) DO UPDATE SET last_given = lane.last_given + excluded.last_given, due_at = coalesce(lane.due_at, now())
                RETURNING key, last_given)
            INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done,
                                  maybe_duplicate, received_at, trace_parent)
            SELECT t.id, t.lane, l.last_given - t.back, 0, t.type, t.body, true, 'pending', 0, 0, 0, 0, false, now(), t.trace
            FROM unnest(@ids, @lanes, @backs, @types, @bodies, @traces) AS t (id, lane, back, type, body, trace) JOIN lanes l ON l.key = t.lane
            ON CONFLICT (message_id) DO NOTHING
            """,
            connection)
        {
            Parameters =
            {
                new("keys", lanes.ConvertAll(lane => lane.Key)),
                new("parties", lanes.ConvertAll(lane => lane.First().Party)),
                new("counts", lanes.ConvertAll(lane => (long)lane.Count())),
                new("ids", numbered.ConvertAll(row => row.message.MessageId)),
                new("lanes", numbered.ConvertAll(row => row.message.Lane)),
                new("backs", numbered.ConvertAll(row => row.Back)),
                new("types", numbered.ConvertAll(row => row.message.Type)),
                new("bodies", numbered.ConvertAll(row => row.message.Body)),
                new("traces", numbered.ConvertAll(row => row.message.TraceParent)),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}

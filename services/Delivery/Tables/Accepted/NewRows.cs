using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Accepted;

/// <summary>A row to store in <c>accepted</c>.</summary>
/// <param name="MessageId">Its key.</param>
/// <param name="Lane">Null if it takes no number.</param>
/// <param name="Number">Null if it takes none, or gets it later because its lane is locked.</param>
/// <param name="Type">The contract's name; null if it is only remembered as seen.</param>
/// <param name="Body">The contract as JSON; null if <paramref name="Type"/> is.</param>
/// <param name="Raw">The input; null if it is not kept.</param>
/// <param name="Mark">What its gateway must know of it later; null if nothing.</param>
/// <param name="TraceParent">Its W3C trace context; null if tracing is off.</param>
internal sealed record NewRow(
    Guid MessageId, string? Lane, long? Number, string? Type, string? Body, string? Raw, string? Mark, string? TraceParent);

/// <summary>A new row.</summary>
/// <param name="MessageId">Its key.</param>
/// <param name="IsReady">True if it may be published: it needs no number, or has it.</param>
/// <param name="Previous">The last earlier number in its lane that has no outcome yet; 0 if all have one.</param>
internal sealed record StoredRow(Guid MessageId, bool IsReady, long Previous);

/// <summary>Stores accepted messages.</summary>
internal static class NewRows
{
    private static readonly string Insert =
        $"""
        WITH stored AS (
            INSERT INTO accepted (message_id, lane, number, type, body, raw, mark, accepted_at, publish_at, settled_at, outcome, trace_parent)
            SELECT id, lane, number, type, body, raw, mark, now(),
                   CASE WHEN type IS NOT NULL AND (lane IS NULL OR number IS NOT NULL) THEN now() + {Claims.Last} END,
                   CASE WHEN type IS NULL THEN now() END, CASE WHEN type IS NULL THEN 'seen' END, trace
            FROM unnest(@ids, @lanes, @numbers, @types, @bodies, @raws, @marks, @traces)
                 WITH ORDINALITY AS t (id, lane, number, type, body, raw, mark, trace, position)
            ORDER BY position
            ON CONFLICT (message_id) DO NOTHING
            RETURNING message_id, lane, number, publish_at IS NOT NULL AS is_ready)
        SELECT message_id, is_ready,
               CASE WHEN is_ready
                   THEN coalesce(lag(number) OVER (PARTITION BY lane, is_ready ORDER BY number), {Unsettled.Before("stored.lane", "stored.number")}, 0)
                   ELSE 0 END AS previous
        FROM stored
        """;

    /// <summary>
    /// Known ids are ignored. Rows to publish are born claimed: this process hands them to its publisher, and if it dies, any publisher finds them due.
    /// Of a lane's new rows each waits for the one before it, the first for the lane's last unsettled row.
    /// </summary>
    public static Statement<StoredRow> Store(IReadOnlyList<NewRow> rows) =>
        new(Insert, row => new StoredRow(row.Id("message_id"), row.Is("is_ready"), row.Number("previous")))
        {
            Parameters =
            [
                Column.Of("ids", rows, row => row.MessageId),
                Column.Of("lanes", rows, row => row.Lane),
                Column.Of("numbers", rows, row => row.Number),
                Column.Of("types", rows, row => row.Type),
                Column.Of("bodies", rows, row => row.Body),
                Column.Of("raws", rows, row => row.Raw),
                Column.Of("marks", rows, row => row.Mark),
                Column.Of("traces", rows, row => row.TraceParent),
            ],
        };
}

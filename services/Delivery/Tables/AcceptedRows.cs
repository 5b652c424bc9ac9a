using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables;

/// <summary>The publisher's statements on <c>accepted</c>. None keeps a transaction open across a publish.</summary>
internal sealed class AcceptedRows(NpgsqlDataSource database)
{
    /// <summary>Takes due rows: for 30 s nobody else publishes them.</summary>
    public async Task<List<Guid>> ClaimDueAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var claim = database.CreateCommand(
            """
            UPDATE accepted SET publish_at = now() + interval '30 s'
            WHERE message_id IN (
                SELECT message_id FROM accepted WHERE publish_at <= now() ORDER BY publish_at LIMIT @limit FOR UPDATE SKIP LOCKED)
            RETURNING message_id
            """);
        claim.Parameters.Add(new("limit", atMost));
        return await ReadIdsAsync(claim, cancellationToken);
    }

    /// <summary>
    /// What is to be published of these, in the order of acceptance, each with the number of its lane's nearest earlier row that is not
    /// settled. Read outside of any lock: a row that settles meanwhile only makes <c>previous</c> name something that is done.
    /// </summary>
    public async Task<List<RowToPublish>> ReadAsync(List<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var read = database.CreateCommand(
            """
            SELECT a.message_id, a.type, a.body, a.number, a.trace_parent,
                   (SELECT e.number FROM accepted e
                    WHERE e.lane = a.lane AND e.number < a.number AND e.settled_at IS NULL ORDER BY e.number DESC LIMIT 1), a.lane
            FROM accepted a
            WHERE a.message_id = ANY(@ids) AND a.settled_at IS NULL AND a.type IS NOT NULL AND (a.lane IS NULL OR a.number IS NOT NULL)
            ORDER BY a.position
            """);
        read.Parameters.Add(new("ids", messageIds));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var rows = new List<RowToPublish>(messageIds.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new RowToPublish(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.IsDBNull(3) ? 0 : reader.GetInt64(3),
                reader.IsDBNull(5) ? 0 : reader.GetInt64(5),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return rows;
    }

    /// <summary>The broker has them: retransmitted after 2 min, 10 min, 1 h, then daily, until the outcome comes back.</summary>
    public Task ConfirmAsync(List<Guid> messageIds, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE accepted SET publishes = publishes + 1, publish_at = now() +
            CASE publishes WHEN 0 THEN interval '2 min' WHEN 1 THEN interval '10 min' WHEN 2 THEN interval '1 h' ELSE interval '1 day' END
        WHERE message_id = ANY(@ids) AND settled_at IS NULL
        """,
        messageIds,
        cancellationToken);

    /// <summary>The broker did not take them: each backs off alone.</summary>
    public Task PostponeAsync(List<Guid> messageIds, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE accepted SET publish_at = now() + interval '2 s' + random() * interval '1 s' WHERE message_id = ANY(@ids) AND settled_at IS NULL",
        messageIds,
        cancellationToken);

    /// <summary>Their outcome is back: they are not published again.</summary>
    public Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE accepted SET settled_at = now(), publish_at = NULL, outcome = @outcome, raw = NULL WHERE message_id = ANY(@ids) AND settled_at IS NULL",
        messageIds,
        cancellationToken,
        new NpgsqlParameter("outcome", outcome));

    /// <summary>It waits for people, as its receiver says: it is published on, and what was heard is shown to who asks.</summary>
    public Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE accepted SET outcome = @outcome WHERE message_id = ANY(@ids) AND settled_at IS NULL",
        [messageId],
        cancellationToken,
        new NpgsqlParameter("outcome", "held: " + reason));

    /// <summary>Where the traces of these go on.</summary>
    public async Task<List<(Guid MessageId, string? Lane, string? TraceParent)>> ReadTracesAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var read = database.CreateCommand("SELECT message_id, lane, trace_parent FROM accepted WHERE message_id = ANY(@ids)");
        read.Parameters.Add(new("ids", messageIds));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var traces = new List<(Guid MessageId, string? Lane, string? TraceParent)>(messageIds.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            traces.Add((reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return traces;
    }

    private static async Task<List<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private async Task ExecuteAsync(string sql, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken, params NpgsqlParameter[] more)
    {
        if (messageIds.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new("ids", messageIds));
        command.Parameters.AddRange(more);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables;
using Relay.Delivery.Tracing;

namespace Relay.Delivery.Sending;

/// <summary>What was sent, as echoes ask for it.</summary>
internal sealed class SentMessages(NpgsqlDataSource database, AnnounceQueue announcing, SendSignal sending, DeliveryTelemetry telemetry) : ISentMessages
{
    private const string KeepIds = "INSERT INTO sent_id (provider_message_id, message_id, at) SELECT *, @message, now() FROM unnest(@ids) ON CONFLICT DO NOTHING";

    /// <summary>Of a message that was forgotten (a restored database) the ids are left.</summary>
    private const string Columns =
        """
        s.message_id, coalesce(d.lane, ''), coalesce(d.number, 0), coalesce(d.type, ''), coalesce(d.body, ''), coalesce(d.parts_done, 0),
        coalesce(d.maybe_duplicate, false), coalesce(d.received_at, now()), d.first_attempt_at, d.phone,
        coalesce(d.state = 'sending', false), d.uncertain_since IS NOT NULL, coalesce(d.state = 'delivered' AND d.parts_done > 0, false), d.done_at,
        ARRAY(SELECT provider_message_id FROM sent_id i WHERE i.message_id = s.message_id)
        """;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Task<IReadOnlyList<SentMessage>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT {Columns} FROM (SELECT DISTINCT message_id FROM sent_id WHERE provider_message_id = ANY(@ids)) s
        LEFT JOIN delivery d ON d.message_id = s.message_id
        """,
        [new("ids", ids.Select(ForeignId.Of).ToArray())],
        cancellationToken);

    public Task<IReadOnlyList<SentMessage>> SentToAsync(string phone, DateTimeOffset around, CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT {Columns} FROM delivery d, LATERAL (SELECT d.message_id) s
        WHERE d.phone = @phone AND (d.state IN ('sending', 'delivered') OR d.uncertain_since IS NOT NULL)
          AND (d.attempted_at BETWEEN @around - interval '24 h' AND @around + interval '24 h' OR d.done_at IS NULL)
        ORDER BY d.number
        """,
        [new("phone", phone), new("around", Possible(around))],
        cancellationToken);

    public Task<IReadOnlyList<SentMessage>> LastAnsweredAsync(DateTimeOffset until, int most, CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT {Columns} FROM delivery d, LATERAL (SELECT d.message_id) s
        WHERE d.done_at <= @until AND d.done_at > @until - interval '7 days' AND d.state = 'delivered' AND d.parts_done > 0 AND NOT d.local
        ORDER BY d.done_at DESC LIMIT @most
        """,
        [new("until", Possible(until)), new("most", (long)most)],
        cancellationToken);

    public async Task<bool> KeepAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(KeepIds);
        command.Parameters.AddRange(new NpgsqlParameter[] { new("ids", ids.Select(ForeignId.Of).Order(StringComparer.Ordinal).ToArray()), new("message", messageId) });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT EXISTS (SELECT FROM delivery d JOIN lane l ON l.key = d.lane
                           WHERE d.done_at IS NULL AND d.state = 'pending' AND d.unanswered > 0 AND l.due_at > now())
               AND NOT EXISTS (SELECT FROM provider WHERE paused_until IS NOT NULL)
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task ConfirmArrivalAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(LockedLanes.Timeout);
        batch.BatchCommands.Add(new("SELECT 1 FROM lane WHERE key = (SELECT lane FROM delivery WHERE message_id = @id) FOR UPDATE")
        {
            Parameters = { new("id", messageId) },
        });

        batch.BatchCommands.Add(Arrive(messageId));
        batch.BatchCommands.Add(new(KeepIds) { Parameters = { new("ids", ids.Select(ForeignId.Of).Order(StringComparer.Ordinal).ToArray()), new("message", messageId) } });
        var arrived = await ReadAsync(batch, cancellationToken);
        await commit.CommitAsync(cancellationToken);
        telemetry.Arrived(arrived);
        announcing.LookNow();
        sending.Raise();
    }

    /// <summary>Times come from foreign bodies too, and a database holds not all of them.</summary>
    private static DateTimeOffset Possible(DateTimeOffset time) => time < Earliest ? Earliest : time > Latest ? Latest : time;

    private async Task<IReadOnlyList<SentMessage>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<SentMessage>();
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(Read(row));
        }

        return found;
    }

    private static SentMessage Read(NpgsqlDataReader row)
    {
        DateTimeOffset? firstAttempt = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8);
        var message = new OutgoingMessage
        {
            MessageId = row.GetGuid(0),
            Lane = row.GetString(1),
            Number = row.GetInt64(2),
            Type = row.GetString(3),
            Body = row.GetString(4),
            PartsDone = row.GetInt32(5),
            MaybeDuplicate = row.GetBoolean(6),
            ReceivedAt = row.GetFieldValue<DateTimeOffset>(7),
            FirstAttemptAt = firstAttempt,
            SentTo = row.IsDBNull(9) ? null : row.GetString(9),
        };
        return new SentMessage
        {
            Message = message,
            InCall = row.GetBoolean(10),
            WasUncertain = row.GetBoolean(11),
            WasAnswered = row.GetBoolean(12),
            FirstAttemptAt = firstAttempt ?? message.ReceivedAt,
            DoneAt = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
            Ids = row.GetFieldValue<string[]>(14),
        };
    }

    /// <summary>
    /// A row in a call is left to the call, with a note of the sign: whatever its outcome is, it has arrived.
    /// </summary>
    private static NpgsqlBatchCommand Arrive(Guid messageId) => new(
        """
        WITH calling AS (
            UPDATE delivery SET reason = 'arrived' WHERE message_id = @id AND state = 'sending' AND uncertain_since IS NOT NULL),
        arrived AS (
            UPDATE delivery SET state = 'delivered', reason = NULL, done_at = now(), announce_at = CASE WHEN local THEN NULL ELSE now() END
            WHERE message_id = @id AND done_at IS NULL AND state <> 'sending' AND uncertain_since IS NOT NULL
            RETURNING lane, number, local, maybe_duplicate)
        UPDATE lane SET last_done = greatest(last_done, a.number), due_at = now(), held_reason = NULL, held_since = NULL, held_looks = 0
        FROM arrived a WHERE key = a.lane
        RETURNING a.local, a.maybe_duplicate
        """)
    {
        Parameters = { new("id", messageId) },
    };

    /// <returns>Of the message that is delivered now; null where none is.</returns>
    private static async Task<(bool Local, bool MaybeDuplicate)?> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // past the locked lane
        return await reader.ReadAsync(cancellationToken) ? (reader.GetBoolean(0), reader.GetBoolean(1)) : null;
    }
}

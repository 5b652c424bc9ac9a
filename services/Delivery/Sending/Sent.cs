using Npgsql;
using Relay.Delivery.Announcing;
using Relay.Delivery.Persistence;

namespace Relay.Delivery.Sending;

/// <summary>What was sent, as echoes ask for it.</summary>
internal sealed class Sent(NpgsqlDataSource database, AnnounceQueue announcing, SendSignal sending, DeliveryTelemetry telemetry) : ISent
{
    public async Task<bool> IsOwnAsync(string providerMessageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM sent_id WHERE provider_message_id = @id)");
        command.Parameters.Add(new("id", ForeignId.Of(providerMessageId)));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlyList<SentCandidate>> CandidatesAsync(string phone, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT message_id, lane, number, type, body, parts_done, maybe_duplicate, received_at,
                   state = 'sending' OR (uncertain_since IS NOT NULL AND done_at IS NULL), uncertain_since IS NOT NULL,
                   first_attempt_at
            FROM delivery
            WHERE phone = @phone AND (state = 'sending' OR uncertain_since IS NOT NULL)
              AND (done_at IS NULL OR uncertain_since > now() - interval '24 h')
            ORDER BY number
            """);
        command.Parameters.Add(new("phone", phone));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var candidates = new List<SentCandidate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var message = new OutgoingMessage
            {
                MessageId = reader.GetGuid(0),
                Lane = reader.GetString(1),
                Number = reader.GetInt64(2),
                Type = reader.GetString(3),
                Body = reader.GetString(4),
                PartsDone = reader.GetInt32(5),
                MaybeDuplicate = reader.GetBoolean(6),
                ReceivedAt = reader.GetFieldValue<DateTimeOffset>(7),
                FirstAttemptAt = reader.IsDBNull(10) ? null : reader.GetFieldValue<DateTimeOffset>(10),
            };
            candidates.Add(new SentCandidate(message, InCall: reader.GetBoolean(8), WasUncertain: reader.GetBoolean(9), FirstAttemptAfter: message.ReceivedAt));
        }

        return candidates;
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

    public async Task ConfirmArrivalAsync(Guid messageId, string? providerMessageId, CancellationToken cancellationToken)
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
        if (providerMessageId is not null)
        {
            batch.BatchCommands.Add(new("INSERT INTO sent_id (provider_message_id, message_id, at) VALUES (@provider, @id, now()) ON CONFLICT DO NOTHING")
            {
                Parameters = { new("provider", ForeignId.Of(providerMessageId)), new("id", messageId) },
            });
        }

        var arrived = await ReadAsync(batch, cancellationToken);
        await commit.CommitAsync(cancellationToken);
        telemetry.Arrived(arrived);
        announcing.LookNow();
        sending.Raise();
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

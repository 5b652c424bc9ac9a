using Npgsql;
using Relay.Delivery.Announcing;

namespace Relay.Delivery.Sending;

/// <summary>What was sent, as echoes ask for it.</summary>
internal sealed class Sent(NpgsqlDataSource database, AnnounceQueue announcing, SendSignal sending) : ISent
{
    public async Task<bool> IsOwnAsync(string providerMessageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM sent_id WHERE provider_message_id = @id)");
        command.Parameters.Add(new("id", providerMessageId));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlyList<SentCandidate>> CandidatesAsync(string phone, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT message_id, lane, number, type, body, parts_done, maybe_duplicate, received_at,
                   state = 'sending' OR (uncertain_since IS NOT NULL AND done_at IS NULL), uncertain_since IS NOT NULL
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
        batch.BatchCommands.Add(new("SELECT 1 FROM lane WHERE key = (SELECT lane FROM delivery WHERE message_id = @id) FOR UPDATE")
        {
            Parameters = { new("id", messageId) },
        });

        // A row in a call is left to the call: its outcome is on the way.
        batch.BatchCommands.Add(new(
            """
            WITH arrived AS (
                UPDATE delivery SET state = 'delivered', reason = NULL, done_at = now(), announce_at = CASE WHEN local THEN NULL ELSE now() END
                WHERE message_id = @id AND done_at IS NULL AND state <> 'sending' AND uncertain_since IS NOT NULL
                RETURNING lane, number)
            UPDATE lane SET last_done = greatest(last_done, a.number), due_at = now(), held_reason = NULL, held_since = NULL, held_looks = 0
            FROM arrived a WHERE key = a.lane
            """)
        {
            Parameters = { new("id", messageId) },
        });
        if (providerMessageId is not null)
        {
            batch.BatchCommands.Add(new("INSERT INTO sent_id (provider_message_id, message_id, at) VALUES (@provider, @id, now()) ON CONFLICT DO NOTHING")
            {
                Parameters = { new("provider", providerMessageId), new("id", messageId) },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await commit.CommitAsync(cancellationToken);
        announcing.LookNow();
        sending.Raise();
    }
}

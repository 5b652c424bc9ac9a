using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Queues;

namespace Relay.Delivery.Publishing;

/// <summary>The origin's answer to a receiver that misses something.</summary>
internal sealed class GapRepair(NpgsqlDataSource database, PublishQueue queue)
{
    /// <summary>
    /// Makes due what is unsettled in the gap, and says of the messages that the receiver holds which are known to be settled, and what
    /// those must wait for that this database does not know (it was restored from a backup).
    /// </summary>
    public async Task<LaneSettled> AnswerAsync(MessagesMissing missing, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            "UPDATE accepted SET publish_at = now() WHERE lane = @lane AND number > @from AND number <= @to AND settled_at IS NULL")
        {
            Parameters = { new("lane", missing.Lane), new("from", missing.From), new("to", missing.To) },
        });
        batch.BatchCommands.Add(new(
            """
            SELECT h.id, a.settled_at IS NOT NULL,
                   (SELECT coalesce(max(e.number), 0) FROM accepted e WHERE e.lane = @lane AND e.number < h.number AND e.settled_at IS NULL)
            FROM unnest(@ids, @numbers) AS h (id, number) LEFT JOIN accepted a ON a.message_id = h.id
            WHERE a.message_id IS NULL OR a.settled_at IS NOT NULL
            """)
        {
            Parameters =
            {
                new("lane", missing.Lane),
                new("ids", missing.Held.Select(held => held.MessageId).ToList()),
                new("numbers", missing.Held.Select(held => held.Number).ToList()),
            },
        });
        var settled = new List<Guid>();
        var unknown = new List<UnknownMessage>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetBoolean(1))
                {
                    settled.Add(reader.GetGuid(0));
                }
                else
                {
                    unknown.Add(new UnknownMessage { MessageId = reader.GetGuid(0), Previous = reader.GetInt64(2) });
                }
            }
        }

        queue.LookNow();
        return new LaneSettled { Lane = missing.Lane, Settled = settled, Unknown = unknown };
    }
}

using Npgsql;
using Relay.Delivery.Persistence;

namespace Relay.Delivery.Accepting;

/// <summary>
/// Gives lanes' next numbers: <c>max(last + 1, milliseconds since 1970)</c>, so that numbers rise even in a restored database.
/// The lane's row is locked until the transaction ends: numbers are given in the order of commits. Lanes are locked in key order, so
/// that no two batches wait for each other.
/// </summary>
internal static class LaneNumbers
{
    /// <summary>
    /// Locks the lanes of the intakes and gives each intake a number. A known intake gets one too and does not use it: numbers rise,
    /// but are not dense. What these lanes hold without a number (<see cref="NumberWaitingAsync"/>) comes first.
    /// </summary>
    /// <exception cref="PostgresException">55P03: a lane stayed locked.</exception>
    public static async Task<Dictionary<Guid, long>> GiveAsync(
        NpgsqlConnection connection, IReadOnlyList<Intake> intakes, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<Guid, long>(intakes.Count);
        if (intakes.Count == 0)
        {
            return numbers;
        }

        var lanes = intakes.GroupBy(intake => intake.Lane!, StringComparer.Ordinal).ToDictionary(lane => lane.Key, lane => lane.ToList(), StringComparer.Ordinal);
        var last = await ReserveAsync(connection, lanes, cancellationToken);
        foreach (var (lane, members) in lanes)
        {
            var next = last[lane] - members.Count;
            foreach (var intake in members)
            {
                numbers[intake.MessageId] = ++next;
            }
        }

        return numbers;
    }

    /// <summary>Numbers what was stored while its lane was locked by somebody. The publisher calls it: it waits for no lock.</summary>
    public static async Task NumberWaitingAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        foreach (var lane in await LanesThatWaitAsync(database, cancellationToken))
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await using var commit = await connection.BeginTransactionAsync(cancellationToken);
                await using var number = new NpgsqlBatch(connection)
                {
                    BatchCommands = { new("SET LOCAL lock_timeout = '20ms'"), Lock([lane], [""]), new(NumberWaiting) { Parameters = { new("lanes", new[] { lane }) } } },
                };
                await number.ExecuteNonQueryAsync(cancellationToken);
                await commit.CommitAsync(cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Still locked: the next round tries again.
            }
        }
    }

    /// <summary>The rows without a number in locked lanes get the next ones in stored order, and become due at once.</summary>
    private const string NumberWaiting =
        """
        WITH waiting AS (
            SELECT message_id, lane, row_number() OVER (PARTITION BY lane ORDER BY position) AS nth
            FROM accepted WHERE lane = ANY(@lanes) AND number IS NULL AND settled_at IS NULL),
        numbered AS (
            UPDATE accepted a SET number = greatest(l.last_given, floor(extract(epoch FROM now()) * 1000)::bigint - 1) + w.nth, publish_at = now()
            FROM waiting w JOIN lane l ON l.key = w.lane WHERE a.message_id = w.message_id
            RETURNING a.lane, a.number)
        UPDATE lane l SET last_given = n.last FROM (SELECT lane, max(number) AS last FROM numbered GROUP BY lane) n WHERE l.key = n.lane
        """;

    private static async Task<Dictionary<string, long>> ReserveAsync(
        NpgsqlConnection connection, Dictionary<string, List<Intake>> lanes, CancellationToken cancellationToken)
    {
        var keys = lanes.Keys.Order(StringComparer.Ordinal).ToList();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                LockedLanes.Timeout,
                Lock(keys, keys.ConvertAll(key => lanes[key][0].Party ?? "")),
                new(NumberWaiting) { Parameters = { new("lanes", keys) } },
                new(
                    """
                    UPDATE lane l SET last_given = greatest(l.last_given, floor(extract(epoch FROM now()) * 1000)::bigint - 1) + t.count
                    FROM unnest(@keys, @counts) AS t (key, count) WHERE l.key = t.key
                    RETURNING l.key, l.last_given
                    """)
                {
                    Parameters = { new("keys", keys), new("counts", keys.ConvertAll(key => (long)lanes[key].Count)) },
                },
            },
        };
        var last = new Dictionary<string, long>(keys.Count, StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            last.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return last;
    }

    /// <summary>A statement of its own: those after it see what the lock's former holder committed.</summary>
    private static NpgsqlBatchCommand Lock(List<string> keysInOrder, List<string> parties) => new(
        """
        INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks)
        SELECT key, party, 0, 0, 0, 0 FROM unnest(@keys, @parties) WITH ORDINALITY AS t (key, party, position) ORDER BY position
        ON CONFLICT (key) DO UPDATE SET party = CASE excluded.party WHEN '' THEN lane.party ELSE excluded.party END
        """)
    {
        Parameters = { new("keys", keysInOrder), new("parties", parties) },
    };

    private static async Task<List<string>> LanesThatWaitAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT DISTINCT lane FROM accepted WHERE number IS NULL AND lane IS NOT NULL AND settled_at IS NULL LIMIT 100");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lanes = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lanes.Add(reader.GetString(0));
        }

        return lanes;
    }
}

using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables;

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
                    BatchCommands = { new("SET LOCAL lock_timeout = '20ms'"), Lock(lane), new(NumberWaiting) { Parameters = { new("lanes", new[] { lane }) } } },
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

    /// <summary>The last number of each lane: the lane's intakes get the numbers up to it.</summary>
    private static async Task<Dictionary<string, long>> ReserveAsync(
        NpgsqlConnection connection, Dictionary<string, List<Intake>> lanes, CancellationToken cancellationToken)
    {
        var keys = lanes.Keys.Order(StringComparer.Ordinal).ToList();
        var parties = keys.ConvertAll(key => lanes[key][0].Party ?? "");
        var counts = keys.ConvertAll(key => (long)lanes[key].Count);
        await using var reserve = new NpgsqlBatch(connection)
        {
            BatchCommands = { LockedLanes.Timeout, Reserve(keys, parties, counts), AnyWaiting(keys) },
        };
        var last = new Dictionary<string, long>(keys.Count, StringComparer.Ordinal);
        await using (var reader = await reserve.ExecuteReaderAsync(cancellationToken))
        {
            await ReadAsync(reader, last, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken) || !reader.GetBoolean(0))
            {
                return last;
            }
        }

        // What waits comes first. The numbers just reserved are left out: they need not be dense.
        await using var again = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(NumberWaiting) { Parameters = { new("lanes", keys) } }, Reserve(keys, parties, counts) },
        };
        await using (var reader = await again.ExecuteReaderAsync(cancellationToken))
        {
            await ReadAsync(reader, last, cancellationToken);
        }

        return last;
    }

    private static async Task ReadAsync(NpgsqlDataReader reader, Dictionary<string, long> last, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            last[reader.GetString(0)] = reader.GetInt64(1);
        }
    }

    /// <summary>Locks the lanes and counts on in one write. Statements after it see what the locks' former holders committed.</summary>
    private static NpgsqlBatchCommand Reserve(List<string> keysInOrder, List<string> parties, List<long> counts) => new(
        """
        INSERT INTO lane (key, party, last_given, last_done, gap_asks, held_looks)
        SELECT key, party, floor(extract(epoch FROM now()) * 1000)::bigint - 1 + count, 0, 0, 0
        FROM unnest(@keys, @parties, @counts) WITH ORDINALITY AS t (key, party, count, position) ORDER BY position
        ON CONFLICT (key) DO UPDATE SET
            party = CASE excluded.party WHEN '' THEN lane.party ELSE excluded.party END,
            last_given = greatest(excluded.last_given, lane.last_given + excluded.last_given - (floor(extract(epoch FROM now()) * 1000)::bigint - 1))
        RETURNING key, last_given
        """)
    {
        Parameters = { new("keys", keysInOrder), new("parties", parties), new("counts", counts) },
    };

    private static NpgsqlBatchCommand AnyWaiting(List<string> keys) =>
        new("SELECT EXISTS (SELECT FROM accepted WHERE number IS NULL AND settled_at IS NULL AND lane = ANY(@lanes))") { Parameters = { new("lanes", keys) } };

    /// <summary>A statement of its own: those after it see what the lock's former holder committed.</summary>
    private static NpgsqlBatchCommand Lock(string lane) => new("SELECT 1 FROM lane WHERE key = @lane FOR UPDATE") { Parameters = { new("lane", lane) } };

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

using Npgsql;

namespace Relay.Delivery.Instances;

/// <summary>The statements by which instances live and die.</summary>
internal static class InstanceStatements
{
    /// <summary>First key of the advisory locks, so that they meet nobody else's: "RLAY".</summary>
    public const int LockClass = 0x524C4159;

    public static async Task<long> RegisterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand("INSERT INTO instance (beat, started_at) VALUES (0, now()) RETURNING id", connection);
        return (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <returns>False where this instance was declared dead.</returns>
    public static async Task<bool> BeatAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var beat = new NpgsqlCommand("UPDATE instance SET beat = beat + 1 WHERE id = @id", connection) { Parameters = { new("id", id) } };
        return await beat.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LockClass}, @id)", connection) { Parameters = { new("id", (int)id) } };
        return await take.ExecuteScalarAsync(cancellationToken) is true;
    }

    public static async Task UnlockAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var free = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockClass}, @id)", connection) { Parameters = { new("id", (int)id) } };
        await free.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<Dictionary<long, long>> OthersAsync(NpgsqlConnection connection, long me, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand("SELECT id, beat FROM instance WHERE id <> @me", connection) { Parameters = { new("me", me) } };
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var beats = new Dictionary<long, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            beats.Add(reader.GetInt64(0), reader.GetInt64(1));
        }

        return beats;
    }

    /// <summary>
    /// Takes everything from an instance: its role, its lanes, and its right to the rows it was calling for. Those become uncertain and
    /// count an unanswered attempt; a lane with one looks again when signs of an arrival would have shown.
    /// </summary>
    /// <param name="onlyAtBeat">Bury it only where its beat is still this one; null for this instance itself.</param>
    /// <returns>How many messages became uncertain.</returns>
    public static async Task<int> BuryAsync(
        NpgsqlConnection connection, long id, long? onlyAtBeat, TimeSpan arrivalShowsWithin, CancellationToken cancellationToken)
    {
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        await using var delete = new NpgsqlCommand("DELETE FROM instance WHERE id = @id AND beat = coalesce(@beat, beat)", connection)
        {
            Parameters = { new("id", id), new("beat", NpgsqlTypes.NpgsqlDbType.Bigint) { Value = onlyAtBeat ?? (object)DBNull.Value } },
        };
        if (await delete.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return 0;
        }

        await using var free = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("DELETE FROM role WHERE instance = @id") { Parameters = { new("id", id) } },
                new("SELECT 1 FROM lane WHERE owner = @id ORDER BY key COLLATE \"C\" FOR UPDATE") { Parameters = { new("id", id) } },
                new(
                    """
                    WITH uncertain AS (
                        UPDATE delivery d SET unanswered = d.unanswered + 1, uncertain_since = now(),
                            state = CASE WHEN d.reason = l.held_reason THEN 'held' ELSE 'pending' END
                        FROM lane l WHERE l.owner = @id AND d.lane = l.key AND d.state = 'sending'
                        RETURNING d.lane)
                    UPDATE lane SET owner = NULL, due_at = now() + CASE WHEN key IN (SELECT lane FROM uncertain) THEN @wait * interval '1 s' ELSE interval '0' END
                    WHERE owner = @id
                    RETURNING key IN (SELECT lane FROM uncertain)
                    """)
                {
                    Parameters = { new("id", id), new("wait", arrivalShowsWithin.TotalSeconds) },
                },
            },
        };
        var uncertain = await CountAsync(free, cancellationToken);
        await commit.CommitAsync(cancellationToken);
        return uncertain;
    }

    /// <returns>How many rows of the batch's last statement say true.</returns>
    private static async Task<int> CountAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // past the locked lanes
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            count += reader.GetBoolean(0) ? 1 : 0;
        }

        return count;
    }

    public static async Task<bool> TryHoldAsync(NpgsqlConnection connection, string role, long me, CancellationToken cancellationToken)
    {
        await using var hold = new NpgsqlCommand(
            """
            INSERT INTO role AS r (name, instance) SELECT @role, id FROM instance WHERE id = @me FOR KEY SHARE
            ON CONFLICT (name) DO UPDATE SET instance = excluded.instance
            WHERE r.instance = excluded.instance OR NOT EXISTS (SELECT FROM instance i WHERE i.id = r.instance)
            """,
            connection)
        {
            Parameters = { new("role", role), new("me", me) },
        };
        return await hold.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}

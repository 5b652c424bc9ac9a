using Npgsql;

namespace Relay.Delivery.Tables;

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

    /// <summary>True where nobody holds this instance's lock.</summary>
    public static async Task<bool> IsUnlockedAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({LockClass}, @id)", connection) { Parameters = { new("id", (int)id) } };
        return await take.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Takes an instance's rights and its role: from now on it takes no lane. Its lanes are freed by <see cref="FreeLanesAsync"/>.</summary>
    /// <param name="onlyAtBeat">Bury it only where its beat is still this one; null for this instance itself.</param>
    /// <returns>False where it lives, or is buried already.</returns>
    /// <exception cref="PostgresException">55P03: it is within a round.</exception>
    public static async Task<bool> BuryAsync(NpgsqlConnection connection, long id, long? onlyAtBeat, CancellationToken cancellationToken)
    {
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        await using var bury = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                LockedLanes.Timeout,
                new(
                    """
                    WITH buried AS (DELETE FROM instance WHERE id = @id AND beat = coalesce(@beat, beat) RETURNING id),
                    roles AS (DELETE FROM role WHERE instance IN (SELECT id FROM buried))
                    SELECT EXISTS (SELECT FROM buried)
                    """)
                {
                    Parameters = { new("id", id), new("beat", NpgsqlTypes.NpgsqlDbType.Bigint) { Value = onlyAtBeat ?? (object)DBNull.Value } },
                },
            },
        };
        var buried = await bury.ExecuteScalarAsync(cancellationToken) is true;
        await commit.CommitAsync(cancellationToken);
        return buried;
    }

    /// <summary>
    /// Frees the lanes of the buried. The rows that they were calling for become uncertain and count an unanswered attempt; a lane with one
    /// looks again when signs of an arrival would have shown. Nobody knows whether the provider was answering when the calls were cut off, so
    /// it is paused until it has answered the harmless call. A lane that somebody keeps locked is left for the next time.
    /// </summary>
    /// <returns>For each lane that is free now whether its message became uncertain.</returns>
    public static async Task<List<bool>> FreeLanesAsync(NpgsqlConnection connection, TimeSpan arrivalShowsWithin, CancellationToken cancellationToken)
    {
        var freed = new List<bool>();
        var buried = await BuriedOwnersAsync(connection, cancellationToken);
        if (buried.Count == 0)
        {
            return freed;
        }

        // Named by their ids, which no later instance gets again: whoever takes a lane meanwhile keeps it.
        await using var free = new NpgsqlCommand(
            """
            WITH dead AS (SELECT key, held_reason FROM lane WHERE owner = ANY(@buried) FOR UPDATE SKIP LOCKED),
            called AS (
                SELECT d.message_id, d.lane, dead.held_reason FROM dead JOIN delivery d ON d.lane = dead.key AND d.done_at IS NULL AND d.state = 'sending'),
            at_hand AS (SELECT message_id FROM delivery WHERE message_id IN (SELECT message_id FROM called) FOR UPDATE SKIP LOCKED),
            uncertain AS (
                UPDATE delivery d SET unanswered = d.unanswered + 1, uncertain_since = now(),
                    state = CASE WHEN d.reason = 'arrived' THEN 'delivered' WHEN d.reason = c.held_reason THEN 'held' ELSE 'pending' END,
                    done_at = CASE WHEN d.reason = 'arrived' THEN now() END,
                    announce_at = CASE WHEN d.reason = 'arrived' AND NOT d.local THEN now() ELSE d.announce_at END
                FROM called c WHERE d.message_id = c.message_id AND d.message_id IN (SELECT message_id FROM at_hand) AND d.state = 'sending'
                RETURNING d.lane, d.number, d.done_at),
            doubt AS (
                UPDATE provider SET paused_until = now(), paused_since = now(), why = 'unanswered', account = false, by_call = true, probes = 0, probing_until = NULL
                WHERE EXISTS (SELECT FROM uncertain WHERE done_at IS NULL)
                  AND id IN (SELECT id FROM provider WHERE paused_until IS NULL FOR UPDATE SKIP LOCKED))
            UPDATE lane SET owner = NULL,
                last_done = greatest(last_done, (SELECT u.number FROM uncertain u WHERE u.lane = key AND u.done_at IS NOT NULL)),
                due_at = now() + CASE WHEN key IN (SELECT lane FROM uncertain) THEN @wait * interval '1 s' ELSE interval '0' END
            WHERE key IN (SELECT key FROM dead) AND (key NOT IN (SELECT lane FROM called) OR key IN (SELECT lane FROM uncertain))
            RETURNING key IN (SELECT lane FROM uncertain)
            """,
            connection)
        {
            Parameters = { new("buried", buried), new("wait", arrivalShowsWithin.TotalSeconds) },
        };
        await using var reader = await free.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            freed.Add(reader.GetBoolean(0));
        }

        return freed;
    }

    private static async Task<List<long>> BuriedOwnersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(
            "SELECT DISTINCT owner FROM lane WHERE owner IS NOT NULL AND NOT EXISTS (SELECT FROM instance WHERE id = owner)", connection);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var owners = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add(reader.GetInt64(0));
        }

        return owners;
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

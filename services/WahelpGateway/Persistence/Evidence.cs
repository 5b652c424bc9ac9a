using Npgsql;

namespace Relay.WahelpGateway.Persistence;

/// <summary>Keeps what the account has shown. Each fact is written once, unless <c>./relay wahelp learn</c> runs again.</summary>
internal interface IEvidence
{
    /// <summary>The known facts; those of another instance may be some seconds late.</summary>
    ValueTask<Facts> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a fact; a known one changes nothing.</summary>
    Task LearnAsync(string fact, CancellationToken cancellationToken, string value = "");

    /// <summary>Replaces a fact.</summary>
    Task RelearnAsync(string fact, string value, CancellationToken cancellationToken);
}

internal sealed class Evidence(NpgsqlDataSource database, TimeProvider time) : IEvidence
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(10);

    private volatile Reading? read;

    public async ValueTask<Facts> ReadAsync(CancellationToken cancellationToken)
    {
        if (read is { } known && time.GetElapsedTime(known.At) < ReadAgainAfter)
        {
            return known.Facts;
        }

        var at = time.GetTimestamp();
        var facts = await QueryAsync(cancellationToken);
        read = new Reading(facts, at);
        return facts;
    }

    public async Task LearnAsync(string fact, CancellationToken cancellationToken, string value = "")
    {
        if ((await ReadAsync(cancellationToken)).Know(fact))
        {
            return;
        }

        await using var command = database.CreateCommand("INSERT INTO evidence (key, at, value) VALUES (@key, now(), @value) ON CONFLICT DO NOTHING");
        command.Parameters.AddRange(new NpgsqlParameter[] { new("key", fact), new("value", value) });
        await command.ExecuteNonQueryAsync(cancellationToken);
        read = null;
    }

    public async Task RelearnAsync(string fact, string value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO evidence (key, at, value) VALUES (@key, now(), @value) ON CONFLICT (key) DO UPDATE SET at = excluded.at, value = excluded.value");
        command.Parameters.AddRange(new NpgsqlParameter[] { new("key", fact), new("value", value) });
        await command.ExecuteNonQueryAsync(cancellationToken);
        read = null;
    }

    private async Task<Facts> QueryAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT key, value, NULL FROM evidence UNION ALL SELECT '', '', restored_before FROM database");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var restored = 0L;
        while (await rows.ReadAsync(cancellationToken))
        {
            if (await rows.IsDBNullAsync(2, cancellationToken))
            {
                known[rows.GetString(0)] = rows.GetString(1);
            }
            else
            {
                restored = rows.GetInt64(2);
            }
        }

        return new Facts(known) { RestoredBefore = restored > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(restored) : null };
    }

    private sealed record Reading(Facts Facts, long At);
}

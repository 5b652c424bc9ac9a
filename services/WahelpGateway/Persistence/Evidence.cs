using Npgsql;
using Relay.ServiceDefaults.Persistence;

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

        var learn = new Statement("INSERT INTO evidence (key, at, value) VALUES (@key, now(), @value) ON CONFLICT DO NOTHING")
        {
            Parameters = [new("key", fact), new("value", value)],
        };
        await database.RunAsync(learn, cancellationToken);
        read = null;
    }

    public async Task RelearnAsync(string fact, string value, CancellationToken cancellationToken)
    {
        var learn = new Statement(
            "INSERT INTO evidence (key, at, value) VALUES (@key, now(), @value) ON CONFLICT (key) DO UPDATE SET at = excluded.at, value = excluded.value")
        {
            Parameters = [new("key", fact), new("value", value)],
        };
        await database.RunAsync(learn, cancellationToken);
        read = null;
    }

    private async Task<Facts> QueryAsync(CancellationToken cancellationToken)
    {
        var facts = new Statement<(string Key, string Value)>("SELECT key, value FROM evidence", row => (row.Text("key"), row.Text("value")));
        var restoredBefore = new Statement<long>("SELECT restored_before FROM database", row => row.Number("restored_before"));
        await database.RunAsync([facts, restoredBefore], cancellationToken);
        var restored = restoredBefore.Rows is [var before] ? before : 0;
        return new Facts(facts.Rows.ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal))
        {
            RestoredBefore = restored > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(restored) : null,
        };
    }

    private sealed record Reading(Facts Facts, long At);
}

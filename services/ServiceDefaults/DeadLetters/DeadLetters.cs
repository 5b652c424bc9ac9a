using System.Diagnostics.Metrics;
using Npgsql;
using NpgsqlTypes;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults.DeadLetters;

internal sealed class DeadLetters(NpgsqlDataSource database) : IDeadLetters
{
    private const string Insert = """
        INSERT INTO dead (key, source, reason, raw, at)
        SELECT key, source, reason, raw, now() FROM unnest(@keys, @sources, @reasons, @raws) AS letter (key, source, reason, raw)
        ON CONFLICT (key) DO UPDATE SET replayed_at = NULL, at = now() WHERE dead.replayed_at IS NOT NULL
        """;

    private static readonly Counter<long> Stored = ServiceDefaultsTelemetry.Meter.CreateCounter<long>(
        "relay.dead_letters.stored", "{letter}", "What could not be parsed, placed or processed, and was put aside.");

    /// <summary>The number of open letters.</summary>
    public static readonly DatabaseLook Waiting = new(
        "SELECT count(*)::float8 FROM dead WHERE replayed_at IS NULL AND discarded_at IS NULL",
        Tag: null,
        new LookedGauge("relay.dead_letters.waiting", "{letter}", "Dead letters that nobody has replayed or discarded yet."));

    /// <summary>Replayed or discarded letters.</summary>
    public static readonly Removal Decided = new("dead", "id", "coalesce(replayed_at, discarded_at)", TimeSpan.FromDays(30));

    public async Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await StoreAsync(connection, [letter], cancellationToken);
    }

    public async Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        if (letters.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Insert, connection);
        command.Parameters.Add(Texts("keys", letters, letter => letter.Key));
        command.Parameters.Add(Texts("sources", letters, letter => letter.Source));
        command.Parameters.Add(Texts("reasons", letters, letter => letter.Reason));
        command.Parameters.Add(Texts("raws", letters, letter => letter.Raw));
        if (await command.ExecuteNonQueryAsync(cancellationToken) is > 0 and var stored)
        {
            Stored.Add(stored);
        }
    }

    private static NpgsqlParameter Texts(string name, IReadOnlyList<DeadLetter> letters, Func<DeadLetter, string?> part) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = letters.Select(letter => part(letter) is { } text ? PostgresText.Storable(text) : null).ToArray(),
        };
}

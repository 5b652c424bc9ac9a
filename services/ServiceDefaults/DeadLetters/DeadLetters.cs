using System.Diagnostics.Metrics;
using Npgsql;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.DeadLetters;

internal sealed class DeadLetters(NpgsqlDataSource database) : IDeadLetters
{
    private static readonly Counter<long> Stored = ServiceDefaultsTelemetry.Meter.CreateCounter<long>(
        "relay.dead_letters.stored", "{letter}", "What could not be parsed, placed or processed, and was put aside.");

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

        var store = DeadLetterStatements.Store([.. letters.Select(letter => (letter.Key, letter.Source, letter.Reason, letter.Raw))]);
        await connection.RunAsync(store, cancellationToken);
        if (store.Changed > 0)
        {
            Stored.Add(store.Changed);
        }
    }
}

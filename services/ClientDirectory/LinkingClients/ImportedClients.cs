using Npgsql;
using Relay.ClientDirectory.Persistence;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>
/// What <see cref="LinkHandler"/> does to one phone, for many at once: in one statement phones that nobody had are linked, and links that stand
/// as they are said are confirmed. Phones that belong to another account are left to the handler.
/// </summary>
internal sealed class ImportedClients(NpgsqlDataSource database)
{
    /// <param name="clients">Each phone once.</param>
    /// <param name="start">When the import began.</param>
    /// <returns>By phone, what became of it.</returns>
    public async Task<IReadOnlyDictionary<string, Merged>> MergeAsync(
        IReadOnlyCollection<ImportedClient> clients, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var merged = clients.ToDictionary(client => client.Phone, _ => Merged.Elsewhere, StringComparer.Ordinal);
        foreach (var (phone, isNew) in await database.ReadAsync(ClientStatements.Merge([.. clients], start), cancellationToken))
        {
            merged[phone] = isNew ? Merged.New : Merged.Confirmed;
        }

        string[] elsewhere = [.. merged.Where(row => row.Value == Merged.Elsewhere).Select(row => row.Key)];
        if (elsewhere.Length > 0)
        {
            foreach (var phone in await database.ReadAsync(ClientStatements.RegisteredSince(elsewhere, start), cancellationToken))
            {
                merged[phone] = Merged.Contradicted;
            }
        }

        return merged;
    }
}

/// <summary>What became of an imported row.</summary>
internal enum Merged
{
    /// <summary>The phone was nobody's.</summary>
    New,

    /// <summary>The phone belongs to this account already.</summary>
    Confirmed,

    /// <summary>Since the import began the phone was said to belong to another account: by an earlier line, most likely.</summary>
    Contradicted,

    /// <summary>The phone belongs to another account. Nothing was changed.</summary>
    Elsewhere,
}

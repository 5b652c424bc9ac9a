using Npgsql;
using Relay.ClientDirectory.Persistence;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>
/// Does for many phones what <see cref="LinkHandler"/> does for one: a single statement links phones without an account and confirms unchanged links.
/// Phones of another account are left to the handler.
/// </summary>
internal sealed class ImportedClients(NpgsqlDataSource database)
{
    /// <param name="clients">Each phone once.</param>
    /// <param name="start">When the import began.</param>
    /// <returns>The result by phone.</returns>
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

/// <summary>The result of an imported row.</summary>
internal enum Merged
{
    /// <summary>The phone belonged to no account.</summary>
    New,

    /// <summary>The phone already belongs to this account.</summary>
    Confirmed,

    /// <summary>Since the import began, the phone was registered for another account, most likely by an earlier line.</summary>
    Contradicted,

    /// <summary>The phone belongs to another account. Nothing was changed.</summary>
    Elsewhere,
}

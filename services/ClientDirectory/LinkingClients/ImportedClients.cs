using Npgsql;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>A row of an imported base.</summary>
/// <param name="Line">Its line in the file: of two rows the later one counts.</param>
/// <param name="Phone">In E.164.</param>
/// <param name="FullName">May be empty.</param>
/// <param name="TelegramUserId">The account.</param>
internal sealed record ImportedClient(int Line, string Phone, string FullName, long TelegramUserId);

/// <summary>
/// Does for many phones what <see cref="LinkHandler"/> does for one: a single statement links phones without an account and confirms unchanged links.
/// Phones of another account are left to the handler.
/// </summary>
internal sealed class ImportedClients(NpgsqlDataSource database)
{
    // Rows are locked in the order of phones, so two imports never deadlock. No joins: PostgreSQL would estimate ten rows, and loop.
    private const string Merge =
        """
        WITH merged AS (
            INSERT INTO clients (phone, full_name, bot_tg_user_id, chat_id, source, linked_at, confirmed_at, caused_by)
            SELECT phone, full_name, bot_tg_user_id, bot_tg_user_id, 'registered', at, at, id
            FROM unnest(@ids, @phones, @names, @users, @times) AS said (id, phone, full_name, bot_tg_user_id, at) ORDER BY phone COLLATE "C"
            ON CONFLICT (phone) DO UPDATE SET
                full_name = CASE clients.full_name WHEN '' THEN excluded.full_name ELSE clients.full_name END,
                confirmed_at = CASE clients.source WHEN 'registered' THEN greatest(clients.confirmed_at, excluded.confirmed_at) ELSE clients.confirmed_at END
            WHERE clients.bot_tg_user_id = excluded.bot_tg_user_id
            RETURNING phone, bot_tg_user_id, caused_by, linked_at, xmax = 0 AS is_new),
        history AS (
            INSERT INTO link_history (message_id, phone, bot_tg_user_id, chat_id, source, linked_at)
            SELECT caused_by, phone, bot_tg_user_id, bot_tg_user_id, 'registered', linked_at FROM merged WHERE is_new)
        SELECT phone, is_new FROM merged
        """;

    private const string SaidSince = "SELECT phone FROM clients WHERE phone = ANY(@phones) AND source = 'registered' AND confirmed_at >= @start";

    /// <param name="clients">Each phone once.</param>
    /// <param name="start">When the import began.</param>
    /// <returns>The result by phone.</returns>
    public async Task<IReadOnlyDictionary<string, Merged>> MergeAsync(
        IReadOnlyCollection<ImportedClient> clients, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var merged = clients.ToDictionary(client => client.Phone, _ => Merged.Elsewhere, StringComparer.Ordinal);
        await using var command = database.CreateCommand(Merge);
        command.Parameters.Add(new("ids", clients.Select(_ => Guid.CreateVersion7(start)).ToArray()));
        command.Parameters.Add(new("phones", clients.Select(client => client.Phone).ToArray()));
        command.Parameters.Add(new("names", clients.Select(client => client.FullName).ToArray()));
        command.Parameters.Add(new("users", clients.Select(client => client.TelegramUserId).ToArray()));
        command.Parameters.Add(new("times", clients.Select(client => SaidAt(client, start)).ToArray()));
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                merged[rows.GetString(0)] = rows.GetBoolean(1) ? Merged.New : Merged.Confirmed;
            }
        }

        foreach (var phone in await SaidSinceAsync([.. merged.Where(row => row.Value == Merged.Elsewhere).Select(row => row.Key)], start, cancellationToken))
        {
            merged[phone] = Merged.Contradicted;
        }

        return merged;
    }

    /// <summary>Each line is a little later than the one before it: of several phones of one account the last one counts.</summary>
    public static DateTimeOffset SaidAt(ImportedClient client, DateTimeOffset start) => start.AddMicroseconds(client.Line);

    private async Task<IReadOnlyList<string>> SaidSinceAsync(IReadOnlyList<string> phones, DateTimeOffset start, CancellationToken cancellationToken)
    {
        if (phones.Count == 0)
        {
            return [];
        }

        await using var command = database.CreateCommand(SaidSince);
        command.Parameters.Add(new("phones", phones));
        command.Parameters.Add(new("start", start));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(rows.GetString(0));
        }

        return found;
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

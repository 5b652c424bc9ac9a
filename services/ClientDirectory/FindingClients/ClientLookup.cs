using Npgsql;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>Finds the clients of phones and accounts. Every message of every client may ask, so concurrent questions share one statement.</summary>
internal sealed class ClientLookup(NpgsqlDataSource database, SpelledPhones phones) : IDisposable
{
    /// <summary>A look-up takes a millisecond: a burst is answered sooner on a few warm connections than after opening many.</summary>
    private const int Connections = 8;

    private const string Columns = "phone, full_name, bot_tg_user_id, chat_id, linked_at, moved_at FROM clients ";

    private const string ByPhone = "SELECT " + Columns + "WHERE phone = ANY($1)";

    // A contact that the client shared overrides what other systems said, whichever is newer.
    private const string ByTelegramUser = "SELECT DISTINCT ON (bot_tg_user_id) " + Columns
        + "WHERE bot_tg_user_id = ANY($1) ORDER BY bot_tg_user_id, source = 'contact' DESC, confirmed_at DESC";

    private readonly SemaphoreSlim turns = new(Connections);

    /// <summary>The client of a Telegram account, with the phone that it shared last; null if it is not linked.</summary>
    public async Task<ClientFound?> FindAsync(long telegramUserId, CancellationToken cancellationToken) =>
        (await FindAsync(new FindClients { Phones = [], TelegramUserIds = [telegramUserId] }, cancellationToken)).ByTelegramUser[0];

    /// <summary>The client of a phone; null if it is not linked or not a phone.</summary>
    public async Task<ClientFound?> FindAsync(string phone, CancellationToken cancellationToken) =>
        (await FindAsync(new FindClients { Phones = [phone], TelegramUserIds = [] }, cancellationToken)).ByPhone[0];

    /// <summary>Answers a whole request.</summary>
    public async Task<ClientsFound> FindAsync(FindClients asked, CancellationToken cancellationToken)
    {
        var normalised = asked.Phones.Select(phone => TryRead(phone, out var e164) ? e164 : null).ToList();
        await turns.WaitAsync(cancellationToken);
        try
        {
            var byPhone = await ReadAsync(ByPhone, normalised.OfType<string>().ToArray(), client => client.Phone, cancellationToken);
            var byUser = await ReadAsync(ByTelegramUser, asked.TelegramUserIds.ToArray(), client => client.TelegramUserId, cancellationToken);
            return new ClientsFound
            {
                ByPhone = normalised.ConvertAll(phone => phone is null ? null : byPhone.GetValueOrDefault(phone)),
                ByTelegramUser = [.. asked.TelegramUserIds.Select(byUser.GetValueOrDefault)],
            };
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    /// <summary>A phone with <c>+</c> is looked up even if no known country has it: a client may have shared it.</summary>
    public bool TryRead(string text, out string e164) =>
        phones.TryRead(text, out e164) || (text.TrimStart().StartsWith('+') && InternationalPhone.TryTake(text, out e164));

    private async Task<Dictionary<TKey, ClientFound>> ReadAsync<TKey>(
        string sql, TKey[] keys, Func<ClientFound, TKey> keyOf, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, ClientFound>(keys.Length);
        if (keys.Length == 0)
        {
            return found;
        }

        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<TKey[]> { TypedValue = keys });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var client = Read(rows);
            found.Add(keyOf(client), client);
        }

        return found;
    }

    private static ClientFound Read(NpgsqlDataReader row) => new()
    {
        Phone = row.GetString(0),
        Name = row.GetString(1),
        TelegramUserId = row.GetInt64(2),
        ChatId = row.GetInt64(3),
        LinkedAt = row.GetFieldValue<DateTimeOffset>(4),
        MovedAt = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
    };
}

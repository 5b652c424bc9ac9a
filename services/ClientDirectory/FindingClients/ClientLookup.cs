using Npgsql;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>Who belongs to whom. Each message of each client may ask: one statement each, prepared once per connection.</summary>
internal sealed class ClientLookup(NpgsqlDataSource database, PhoneNumbers phones) : IDisposable
{
    /// <summary>A lookup takes a millisecond: a burst is answered sooner on a few warm connections than after opening many.</summary>
    private const int Connections = 8;

    private const string Columns = "SELECT phone, full_name, bot_tg_user_id, chat_id, linked_at, moved_at FROM clients ";

    // What the client proved counts before what others said, whichever is newer.
    private const string ByTelegramUser = Columns + "WHERE bot_tg_user_id = $1 ORDER BY source = 'contact' DESC, confirmed_at DESC LIMIT 1";

    private const string ByPhone = Columns + "WHERE phone = $1";

    private readonly SemaphoreSlim turns = new(Connections);

    /// <summary>The client that a Telegram account is, under the phone that it proved last; null where it is not linked.</summary>
    public Task<ClientFound?> FindAsync(long telegramUserId, CancellationToken cancellationToken) =>
        FindAsync(ByTelegramUser, new NpgsqlParameter<long> { TypedValue = telegramUserId }, cancellationToken);

    /// <summary>The client that a phone belongs to; null where it is not linked, or no phone.</summary>
    public async Task<ClientFound?> FindAsync(string phone, CancellationToken cancellationToken) =>
        phones.TryNormalise(phone, out var e164)
            ? await FindAsync(ByPhone, new NpgsqlParameter<string> { TypedValue = e164 }, cancellationToken)
            : null;

    public void Dispose() => turns.Dispose();

    private async Task<ClientFound?> FindAsync(string sql, NpgsqlParameter key, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(sql, key, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<ClientFound?> ReadAsync(string sql, NpgsqlParameter key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(key);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return !await rows.ReadAsync(cancellationToken) ? null : new ClientFound
        {
            Phone = rows.GetString(0),
            Name = rows.GetString(1),
            TelegramUserId = rows.GetInt64(2),
            ChatId = rows.GetInt64(3),
            LinkedAt = rows.GetFieldValue<DateTimeOffset>(4),
            MovedAt = await rows.IsDBNullAsync(5, cancellationToken) ? null : rows.GetFieldValue<DateTimeOffset>(5),
        };
    }
}

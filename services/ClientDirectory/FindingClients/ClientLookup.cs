using Npgsql;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>Finds the clients of phones and accounts. Every message of every client may ask, so concurrent questions share one statement.</summary>
internal sealed class ClientLookup(NpgsqlDataSource database, SpelledPhones spellings) : IDisposable
{
    /// <summary>A look-up takes a millisecond: a burst is answered sooner on a few warm connections than after opening many.</summary>
    private const int Connections = 8;

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
            var (byPhone, byUser) = (ClientStatements.ByPhone([.. normalised.OfType<string>()]), ClientStatements.ByTelegramUser(asked.TelegramUserIds));
            await database.RunAsync(
                [
                    .. asked.Phones.Count > 0 ? [byPhone] : Array.Empty<Statement>(),
                    .. asked.TelegramUserIds.Count > 0 ? [byUser] : Array.Empty<Statement>(),
                ],
                cancellationToken);
            var (phones, users) =
                (byPhone.Rows.ToDictionary(client => client.Phone, StringComparer.Ordinal), byUser.Rows.ToDictionary(client => client.TelegramUserId));
            return new ClientsFound
            {
                ByPhone = normalised.ConvertAll(phone => phone is null ? null : phones.GetValueOrDefault(phone)),
                ByTelegramUser = [.. asked.TelegramUserIds.Select(users.GetValueOrDefault)],
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
        spellings.TryRead(text, out e164) || (text.TrimStart().StartsWith('+') && InternationalPhone.TryTake(text, out e164));
}

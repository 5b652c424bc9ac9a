using Relay.Contracts.Clients;
using Relay.ServiceDefaults.Importing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.Persistence;

/// <summary>Whose phone is whose: the table <c>clients</c>.</summary>
internal static class ClientStatements
{
    /// <summary>All of them as a table, for <c>COPY</c>. A name that a spreadsheet would take for a formula is marked as text.</summary>
    public const string Export =
        $$"""
        COPY (SELECT phone, CASE WHEN full_name ~ $${{Formulas.Pattern}}$$ THEN '''' || full_name ELSE full_name END AS full_name, bot_tg_user_id
              FROM clients ORDER BY phone) TO STDOUT WITH (FORMAT csv, HEADER true)
        """;

    private const string Columns = "phone, full_name, bot_tg_user_id, chat_id, linked_at, moved_at";

    /// <summary>The clients with these phones.</summary>
    public static Statement<ClientFound> ByPhone(IReadOnlyCollection<string> phones) => new($"SELECT {Columns} FROM clients WHERE phone = ANY(@phones)", Read)
    {
        Parameters = [Column.Of("phones", phones)],
    };

    /// <summary>The clients with these accounts, each once. What the client proved counts before what others said, whichever is newer.</summary>
    public static Statement<ClientFound> ByTelegramUser(IReadOnlyCollection<long> users) => new(
        $"""
        SELECT DISTINCT ON (bot_tg_user_id) {Columns} FROM clients
        WHERE bot_tg_user_id = ANY(@users) ORDER BY bot_tg_user_id, source = 'contact' DESC, confirmed_at DESC
        """,
        Read)
    {
        Parameters = [Column.Of("users", users)],
    };

    /// <summary>
    /// Links phones that nobody had, and confirms links that stand as they are said; returns those, and nothing for a phone of another account.
    /// Rows are locked in the order of phones: two imports never wait for each other. No joins: PostgreSQL would guess ten rows, and loop.
    /// </summary>
    public static Statement<(string Phone, bool IsNew)> Merge(IReadOnlyList<ImportedClient> clients, DateTimeOffset start) => new(
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
        """,
        row => (row.Text("phone"), row.Is("is_new")))
    {
        Parameters =
        [
            Column.Of("ids", clients, _ => Guid.CreateVersion7(start)), Column.Of("phones", clients, client => client.Phone),
            Column.Of("names", clients, client => client.FullName), Column.Of("users", clients, client => client.TelegramUserId),
            Column.Of("times", clients, client => client.SaidAt(start)),
        ],
    };

    /// <summary>Those of the phones that were registered since then.</summary>
    public static Statement<string> RegisteredSince(IReadOnlyCollection<string> phones, DateTimeOffset start) => new(
        "SELECT phone FROM clients WHERE phone = ANY(@phones) AND source = 'registered' AND confirmed_at >= @start",
        row => row.Text("phone"))
    {
        Parameters = [Column.Of("phones", phones), new("start", start)],
    };

    private static ClientFound Read(Row row) => new()
    {
        Phone = row.Text("phone"),
        Name = row.Text("full_name"),
        TelegramUserId = row.Number("bot_tg_user_id"),
        ChatId = row.Number("chat_id"),
        LinkedAt = row.Time("linked_at"),
        MovedAt = row.TimeOrNull("moved_at"),
    };
}

using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>contact_question</c>.</summary>
internal sealed class ContactQuestions(NpgsqlDataSource database, DatabaseRetries retries) : IContactQuestions
{
    public Task AskedAsync(long chatId, string lane, DateTimeOffset at, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO contact_question AS q (chat_id, lane, asked_at) VALUES (@chat, @lane, @at)
        ON CONFLICT (chat_id) DO UPDATE SET lane = excluded.lane, asked_at = greatest(q.asked_at, excluded.asked_at)
        """,
        [new("chat", chatId), new("lane", lane), new("at", at.ToUniversalTime())],
        cancellationToken);

    public Task LinkedAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM contact_question WHERE chat_id = ANY(@chats)", [new("chats", chatIds.ToArray())], cancellationToken);

    public async Task<IReadOnlyList<ContactQuestion>> FindAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT q.chat_id, q.lane, q.asked_at, q.refused_at, w.count, w.bytes FROM contact_question q CROSS JOIN LATERAL (
                SELECT count(*)::int AS count, coalesce(sum(octet_length(body)), 0)::bigint AS bytes FROM (
                    SELECT body FROM accepted WHERE lane = q.lane AND settled_at IS NULL LIMIT @most) waiting) w
            WHERE q.chat_id = ANY(@chats)
            """);
        command.Parameters.Add(new("chats", chatIds.ToArray()));
        command.Parameters.Add(new("most", ContactQuestion.CountAtMost));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<ContactQuestion>();
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(new ContactQuestion(
                rows.GetInt64(0),
                rows.GetString(1),
                rows.GetFieldValue<DateTimeOffset>(2),
                await rows.IsDBNullAsync(3, cancellationToken) ? null : rows.GetFieldValue<DateTimeOffset>(3),
                rows.GetInt32(4),
                rows.GetInt64(5)));
        }

        return found;
    }

    public async Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> questions, CancellationToken cancellationToken)
    {
        if (questions.Count == 0)
        {
            return;
        }

        var ordered = questions.OrderBy(question => question.ChatId).ToList();
        await using var command = new NpgsqlCommand(
            """
            UPDATE contact_question q SET asked_at = t.asked, refused_at = t.refused
            FROM unnest(@chats, @asked, @refused) AS t (chat, asked, refused) WHERE q.chat_id = t.chat
            """,
            connection)
        {
            Parameters =
            {
                new("chats", ordered.ConvertAll(question => question.ChatId)),
                new("asked", ordered.ConvertAll(question => question.AskedAt)),
                new("refused", ordered.ConvertAll(question => question.RefusedAt)),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => retries.RepeatAsync(
        async token =>
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters.Select(parameter => parameter.Clone()).ToArray());
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);
}

using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>contact_question</c>.</summary>
internal sealed class ContactQuestions(NpgsqlDataSource database, DatabaseRetries retries) : IContactQuestions
{
    public Task AskedAsync(long chatId, string lane, DateTimeOffset at, CancellationToken cancellationToken) => RunAsync(
        () => new(
            """
            INSERT INTO contact_question AS q (chat_id, lane, asked_at) VALUES (@chat, @lane, @at)
            ON CONFLICT (chat_id) DO UPDATE SET lane = excluded.lane, asked_at = greatest(q.asked_at, excluded.asked_at)
            """)
        {
            Parameters = [new("chat", chatId), new("lane", lane), new("at", at.ToUniversalTime())],
        },
        cancellationToken);

    public Task LinkedAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken) => RunAsync(
        () => new("DELETE FROM contact_question WHERE chat_id = ANY(@chats)") { Parameters = [Column.Of("chats", chatIds)] }, cancellationToken);

    public Task<IReadOnlyList<ContactQuestion>> FindAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken) => database.ReadAsync(
        new Statement<ContactQuestion>(
            """
            SELECT q.chat_id, q.lane, q.asked_at, q.refused_at, w.count, w.bytes FROM contact_question q CROSS JOIN LATERAL (
                SELECT count(*)::int AS count, coalesce(sum(octet_length(body)), 0)::bigint AS bytes FROM (
                    SELECT body FROM accepted WHERE lane = q.lane AND settled_at IS NULL LIMIT @most) waiting) w
            WHERE q.chat_id = ANY(@chats)
            """,
            row => new ContactQuestion(
                row.Number("chat_id"), row.Text("lane"), row.Time("asked_at"), row.TimeOrNull("refused_at"), row.Count("count"), row.Number("bytes")))
        {
            Parameters = [Column.Of("chats", chatIds), new("most", ContactQuestion.CountAtMost)],
        },
        cancellationToken);

    public async Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> questions, CancellationToken cancellationToken)
    {
        if (questions.Count == 0)
        {
            return;
        }

        var ordered = questions.OrderBy(question => question.ChatId).ToList();
        var update = new Statement(
            """
            UPDATE contact_question q SET asked_at = t.asked, refused_at = t.refused
            FROM unnest(@chats, @asked, @refused) AS t (chat, asked, refused) WHERE q.chat_id = t.chat
            """)
        {
            Parameters =
            [
                Column.Of("chats", ordered, question => question.ChatId), Column.Of("asked", ordered, question => question.AskedAt),
                Column.Of("refused", ordered, question => question.RefusedAt),
            ],
        };
        await connection.RunAsync(update, cancellationToken);
    }

    private Task RunAsync(Func<Statement> make, CancellationToken cancellationToken) =>
        retries.RepeatAsync(token => database.RunAsync(make(), token), cancellationToken);
}

using Npgsql;
using NpgsqlTypes;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The tables <c>start_payload</c>, <c>client_text</c> and <c>chat_topic</c>, and new rows of <c>client_file</c>.</summary>
internal sealed class ChatMemory(NpgsqlDataSource database, FileLinks links) : IChatMemory
{
    public async Task<Recollection> RecallAsync(IReadOnlyList<ReceivedUpdate.PrivateMessage> messages, CancellationToken cancellationToken)
    {
        var recollection = new Recollection();
        if (messages.Count == 0)
        {
            return recollection;
        }

        foreach (var message in messages)
        {
            if (await links.OfAsync(message, cancellationToken) is { } link)
            {
                recollection.Add(message, link);
            }
        }

        var edits = messages.Where(message => message.IsEdit).ToList();
        long[] chats = [.. messages.Select(message => message.ChatId).Distinct()];
        var starts = new Statement<StartedChat>(
            "SELECT chat_id, message_id, payload, given_to FROM start_payload WHERE chat_id = ANY(@chats)",
            row => new StartedChat(row.Number("chat_id"), row.Count("message_id"), row.Text("payload"), row.IdOrNull("given_to")))
        {
            Parameters = [Column.Of("chats", chats)],
        };
        var texts = new Statement<(long Chat, int Message, long Hash)>(
            "SELECT chat_id, message_id, hash FROM client_text JOIN unnest(@chats, @messages) AS t (chat_id, message_id) USING (chat_id, message_id)",
            row => (row.Number("chat_id"), row.Count("message_id"), row.Number("hash")))
        {
            Parameters = [Column.Of("chats", edits, edit => edit.ChatId), Column.Of("messages", edits, edit => edit.MessageId)],
        };
        var topics = ChatTopics.Of(chats);
        await database.RunAsync([starts, texts, topics], cancellationToken);
        foreach (var start in starts.Rows)
        {
            recollection.Add(start);
        }

        foreach (var (chat, message, hash) in texts.Rows)
        {
            recollection.Add(chat, message, hash);
        }

        foreach (var (chat, thread) in topics.Rows)
        {
            recollection.AddTopic(chat, thread);
        }

        return recollection;
    }

    public async Task RememberAsync(NpgsqlConnection connection, Recollection recollection, CancellationToken cancellationToken)
    {
        List<Statement> changes =
        [
            .. recollection.ChangedStarts.Select(start => Keep(start)), .. recollection.ChangedTopics.Select(topic => Keep(topic.ChatId, topic.ThreadId)),
        ];
        if (recollection.ChangedTexts.ToList() is { Count: > 0 } texts)
        {
            changes.Insert(0, Keep(texts));
        }

        if (recollection.NewFiles is { Count: > 0 } files)
        {
            changes.Add(StoredFiles.Keep(files));
        }

        await connection.RunAsync(changes, cancellationToken);
    }

    /// <remarks>Clients can edit for 48 hours.</remarks>
    public Task ForgetAsync(CancellationToken cancellationToken) =>
        database.RunAsync(new Statement("DELETE FROM client_text WHERE at < now() - interval '7 days'"), cancellationToken);

    private static Statement Keep(IReadOnlyList<(long ChatId, int MessageId, long Hash)> texts) => new(
        """
        INSERT INTO client_text (chat_id, message_id, hash, at)
        SELECT t.chat, t.message, t.hash, now() FROM unnest(@chats, @messages, @hashes) AS t (chat, message, hash)
        ON CONFLICT (chat_id, message_id) DO UPDATE SET hash = excluded.hash, at = excluded.at
        """)
    {
        Parameters =
        [
            Column.Of("chats", texts, text => text.ChatId), Column.Of("messages", texts, text => text.MessageId), Column.Of("hashes", texts, text => text.Hash),
        ],
    };

    private static Statement Keep(StartedChat start) => new(
        """
        INSERT INTO start_payload (chat_id, message_id, payload, given_to) VALUES (@chat, @message, @payload, @given)
        ON CONFLICT (chat_id) DO UPDATE SET message_id = excluded.message_id, payload = excluded.payload, given_to = excluded.given_to
        WHERE excluded.message_id > start_payload.message_id
           OR (excluded.message_id = start_payload.message_id AND start_payload.given_to IS NULL)
        """)
    {
        Parameters =
        [
            new("chat", start.ChatId), new("message", start.MessageId), new("payload", start.Payload),
            new("given", NpgsqlDbType.Uuid) { Value = (object?)start.GivenTo ?? DBNull.Value },
        ],
    };

    private static Statement Keep(long chat, int? thread) => thread is { } topic
        ? new("INSERT INTO chat_topic (chat_id, thread_id) VALUES (@chat, @topic) ON CONFLICT (chat_id) DO UPDATE SET thread_id = excluded.thread_id")
        {
            Parameters = [new("chat", chat), new("topic", topic)],
        }
        : new("DELETE FROM chat_topic WHERE chat_id = @chat") { Parameters = [new("chat", chat)] };
}

using Npgsql;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The tables <c>start_payload</c>, <c>client_text</c> and <c>chat_topic</c>.</summary>
internal sealed class ChatMemory(NpgsqlDataSource database) : IChatMemory
{
    public async Task<Recollection> RecallAsync(IReadOnlyList<ReceivedUpdate.PrivateMessage> messages, CancellationToken cancellationToken)
    {
        var recollection = new Recollection();
        if (messages.Count == 0)
        {
            return recollection;
        }

        var edits = messages.Where(message => message.IsEdit).ToList();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT chat_id, message_id, payload, given_to FROM start_payload WHERE chat_id = ANY(@chats)")
        {
            Parameters = { new("chats", messages.Select(message => message.ChatId).Distinct().ToList()) },
        });
        batch.BatchCommands.Add(new(
            "SELECT chat_id, message_id, hash FROM client_text JOIN unnest(@chats, @messages) AS t (chat_id, message_id) USING (chat_id, message_id)")
        {
            Parameters = { new("chats", edits.ConvertAll(edit => edit.ChatId)), new("messages", edits.ConvertAll(edit => edit.MessageId)) },
        });
        batch.BatchCommands.Add(new("SELECT chat_id, thread_id FROM chat_topic WHERE chat_id = ANY(@chats)")
        {
            Parameters = { new("chats", messages.Select(message => message.ChatId).Distinct().ToList()) },
        });
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            recollection.Add(new StartedChat(rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetGuid(3)));
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            recollection.Add(rows.GetInt64(0), rows.GetInt32(1), rows.GetInt64(2));
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            recollection.AddTopic(rows.GetInt64(0), rows.GetInt32(1));
        }

        return recollection;
    }

    public async Task RememberAsync(NpgsqlConnection connection, Recollection recollection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (recollection.ChangedTexts.ToList() is { Count: > 0 } texts)
        {
            batch.BatchCommands.Add(new(
                """
                INSERT INTO client_text (chat_id, message_id, hash, at)
                SELECT t.chat, t.message, t.hash, now() FROM unnest(@chats, @messages, @hashes) AS t (chat, message, hash)
                ON CONFLICT (chat_id, message_id) DO UPDATE SET hash = excluded.hash, at = excluded.at
                """)
            {
                Parameters =
                {
                    new("chats", texts.ConvertAll(text => text.ChatId)),
                    new("messages", texts.ConvertAll(text => text.MessageId)),
                    new("hashes", texts.ConvertAll(text => text.Hash)),
                },
            });
        }

        foreach (var start in recollection.ChangedStarts)
        {
            batch.BatchCommands.Add(new(
                """
                INSERT INTO start_payload (chat_id, message_id, payload, given_to) VALUES (@chat, @message, @payload, @given)
                ON CONFLICT (chat_id) DO UPDATE SET message_id = excluded.message_id, payload = excluded.payload, given_to = excluded.given_to
                WHERE excluded.message_id > start_payload.message_id
                   OR (excluded.message_id = start_payload.message_id AND start_payload.given_to IS NULL)
                """)
            {
                Parameters =
                {
                    new("chat", start.ChatId),
                    new("message", start.MessageId),
                    new("payload", start.Payload),
                    new("given", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = (object?)start.GivenTo ?? DBNull.Value },
                },
            });
        }

        foreach (var (chat, thread) in recollection.ChangedTopics)
        {
            batch.BatchCommands.Add(thread is { } topic
                ? new("INSERT INTO chat_topic (chat_id, thread_id) VALUES (@chat, @topic) ON CONFLICT (chat_id) DO UPDATE SET thread_id = excluded.thread_id")
                {
                    Parameters = { new("chat", chat), new("topic", topic) },
                }
                : new("DELETE FROM chat_topic WHERE chat_id = @chat") { Parameters = { new("chat", chat) } });
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <remarks>Clients can edit for 48 hours.</remarks>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM client_text WHERE at < now() - interval '7 days'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using Npgsql;
using Relay.Contracts;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The tables <c>reply_file</c> and <c>sent_file</c>, as the sending of replies uses them.</summary>
internal sealed class ReplyFiles(NpgsqlDataSource database, ReplyFileOptions files, TelegramOptions telegram, FileSignal signal) : IReplyFiles
{
    /// <summary>Telegram does not say for how long an id is good. One that is not is found out when it is used.</summary>
    public static readonly Removal Forgetting = new("sent_file", "ctid", "at", TimeSpan.FromDays(90));

    /// <summary>The last attempt may begin at the deadline, and has a minute.</summary>
    private static readonly TimeSpan AfterDeadline = TimeSpan.FromMinutes(2);

    private const string KeepSql =
        """
        INSERT INTO reply_file (message_id, url, name, state, as_document, tries, due_at, deadline)
        SELECT @id, @url, @name, 'waiting', false, 0, now(), now() + @deadline
        WHERE EXISTS (SELECT FROM delivery WHERE message_id = @id AND done_at IS NULL)
        ON CONFLICT (message_id)
        """;

    public Statement Keep(Guid messageId, Attachment attachment) => Keep($"{KeepSql} DO NOTHING", messageId, attachment);

    public Statement Again(Guid messageId, Attachment attachment) => Keep(
        $"""
        {KeepSql} DO UPDATE SET state = 'waiting', reason = NULL, tries = 0, due_at = excluded.due_at, deadline = excluded.deadline
        WHERE reply_file.state = 'missing'
        """,
        messageId,
        attachment);

    private Statement Keep(string sql, Guid messageId, Attachment attachment) => new(sql)
    {
        Parameters =
        [
            new("id", messageId), new("url", attachment.Url), new("name", attachment.FileName),
            new("deadline", TimeSpan.FromMinutes(files.DeadlineMinutes)),
        ],
    };

    public async Task<ReplyFile> FindAsync(Guid messageId, Attachment attachment, CancellationToken cancellationToken)
    {
        var find = new Statement<ReplyFile>(
            """
            SELECT f.message_id, f.state, f.name, f.deadline, f.content_id, c.size, s.file_id, CASE WHEN f.as_document THEN 'document' ELSE c.kind END AS kind
            FROM reply_file f LEFT JOIN file_content c ON c.id = f.content_id
            LEFT JOIN sent_file s ON s.bot_id = @bot AND s.hash = c.hash AND s.name = f.name
                AND s.kind = CASE WHEN f.as_document THEN 'document' ELSE c.kind END
            WHERE f.message_id = @id
            """,
            Read)
        {
            Parameters = [new("id", messageId), new("bot", telegram.BotId)],
        };
        if (await database.ReadAsync(find, cancellationToken) is [var known])
        {
            return known;
        }

        await database.RunAsync(Keep(messageId, attachment), cancellationToken);
        signal.Raise();
        return new ReplyFile.Waiting();
    }

    public Task ChangeAsync(TelegramFile file, FileRefusal refusal, CancellationToken cancellationToken) => database.RunAsync(
        refusal switch
        {
            FileRefusal.FileId => new("DELETE FROM sent_file WHERE bot_id = @bot AND file_id = @file")
            {
                Parameters = [new("bot", telegram.BotId), new("file", file.FileId ?? "")],
            },
            FileRefusal.Kind => new("UPDATE reply_file SET as_document = true WHERE message_id = @id") { Parameters = [new("id", file.Message)] },
            _ => new Statement("UPDATE reply_file SET state = 'missing', reason = 'refused', content_id = NULL WHERE message_id = @id")
            {
                Parameters = [new("id", file.Message)],
            },
        },
        cancellationToken);

    public Task RememberAsync(TelegramFile file, string fileId, CancellationToken cancellationToken) => database.RunAsync(
        new Statement(
            """
            INSERT INTO sent_file (bot_id, hash, kind, name, file_id, at)
            SELECT @bot, hash, @kind, @name, @file, now() FROM file_content WHERE id = @content AND hash IS NOT NULL
            ON CONFLICT (bot_id, hash, kind, name) DO UPDATE SET file_id = excluded.file_id, at = excluded.at
            """)
        {
            Parameters =
            [
                new("bot", telegram.BotId), new("kind", FileCallFields.FieldOf(file.Kind)), new("name", file.Name), new("file", fileId),
                new("content", file.Content),
            ],
        },
        cancellationToken);

    private static ReplyFile Read(Row row) => row.Text("state") switch
    {
        "ready" => new ReplyFile.Ready(
            row.Id("message_id"), Enum.Parse<TelegramFileKind>(row.Text("kind"), ignoreCase: true), row.Id("content_id"), row.Number("size"),
            row.Text("name"), row.TextOrNull("file_id")),
        "missing" => new ReplyFile.Missing(),
        _ => new ReplyFile.Waiting { Until = row.Time("deadline") + AfterDeadline },
    };
}

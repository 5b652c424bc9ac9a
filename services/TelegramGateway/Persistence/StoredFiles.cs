using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>client_file</c>, which <see cref="ChatMemory"/> fills.</summary>
internal sealed class StoredFiles(NpgsqlDataSource database) : IStoredFiles
{
    private const string Forgotten = "UPDATE client_file SET file_id = NULL, name = '', revoked_at = coalesce(revoked_at, now())";

    /// <summary>Stores files. One that is known, also a revoked one, stays as it is.</summary>
    public static Statement Keep(IReadOnlyList<StoredFile> files) => new(
        """
        INSERT INTO client_file (id, bot_id, chat_id, message_id, file_id, unique_id, kind, name, mime_type, size, duration, created_at)
        SELECT t.*, now() FROM unnest(@ids, @bots, @chats, @messages, @files, @uniques, @kinds, @names, @types, @sizes, @durations) AS t
        ON CONFLICT (id) DO NOTHING
        """)
    {
        Parameters =
        [
            Column.Of("ids", files, file => file.Id), Column.Of("bots", files, file => file.BotId), Column.Of("chats", files, file => file.ChatId),
            Column.Of("messages", files, file => file.MessageId), Column.Of("files", files, file => file.File!.FileId),
            Column.Of("uniques", files, file => file.File!.UniqueId), Column.Of("kinds", files, file => file.File!.Kind.ToString()),
            Column.Of("names", files, file => file.File!.Name), Column.Of("types", files, file => file.File!.MimeType),
            Column.Of("sizes", files, file => file.File!.Size), Column.Of("durations", files, file => file.File!.Duration),
        ],
    };

    public async Task<StoredFile?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            new Statement<StoredFile>(
                "SELECT id, bot_id, chat_id, message_id, file_id, unique_id, kind, name, mime_type, size, duration FROM client_file WHERE id = @id", Read)
            {
                Parameters = [new("id", id)],
            },
            cancellationToken);
        return rows is [var file] ? file : null;
    }

    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken) =>
        await ChangeAsync(new Statement($"{Forgotten} WHERE id = @id") { Parameters = [new("id", id)] }, cancellationToken) > 0;

    public Task<int> RevokeChatAsync(long chatId, CancellationToken cancellationToken) =>
        ChangeAsync(new Statement($"{Forgotten} WHERE chat_id = @chat AND revoked_at IS NULL") { Parameters = [new("chat", chatId)] }, cancellationToken);

    private async Task<int> ChangeAsync(Statement change, CancellationToken cancellationToken)
    {
        await database.RunAsync(change, cancellationToken);
        return change.Changed;
    }

    private static StoredFile Read(Row row) => new(
        row.Id("id"),
        row.Number("bot_id"),
        row.Number("chat_id"),
        row.Count("message_id"),
        row.TextOrNull("file_id") is { } fileId
            ? new ClientFile(
                fileId, row.Text("unique_id"), Enum.TryParse<MediaKind>(row.Text("kind"), out var kind) ? kind : MediaKind.Unknown, row.Text("name"),
                row.Text("mime_type"), row.NumberOrNull("size"), row.IsNull("duration") ? null : row.Count("duration"))
            : null);
}

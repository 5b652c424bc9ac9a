using Npgsql;
using Relay.ServiceDefaults;
using Relay.TelegramGateway.SendingMessages;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>chat_topic</c>, which <see cref="ChatMemory"/> writes. Most relays never have a row in it, so this is cached.</summary>
internal sealed class ChatTopics : IChatTopics
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan NoneFor = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider time;
    private readonly GroupedWork<long, int?> looks;
    private long? noneAt;

    public ChatTopics(NpgsqlDataSource database, TimeProvider time)
    {
        (this.database, this.time) = (database, time);
        looks = new GroupedWork<long, int?>(FindAsync, MostAtOnce);
    }

    public async Task<int?> FindAsync(long chatId)
    {
        try
        {
            return noneAt is { } at && time.GetElapsedTime(at) < NoneFor ? null : await looks.AddAsync(chatId);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            return null; // without an answer no call would be made, which would count as unanswered; the main conversation always exists
        }
    }

    private async Task<IReadOnlyList<int?>> FindAsync(IReadOnlyList<long> chats)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT chat_id, thread_id FROM chat_topic WHERE chat_id = ANY(@chats)") { Parameters = { new("chats", chats.ToArray()) } });
        batch.BatchCommands.Add(new("SELECT NOT EXISTS (SELECT FROM chat_topic)"));
        await using var rows = await batch.ExecuteReaderAsync();
        var topics = new Dictionary<long, int>();
        while (await rows.ReadAsync())
        {
            topics[rows.GetInt64(0)] = rows.GetInt32(1);
        }

        await rows.NextResultAsync();
        noneAt = await rows.ReadAsync() && rows.GetBoolean(0) ? time.GetTimestamp() : null;
        return [.. chats.Select(chat => topics.TryGetValue(chat, out var topic) ? (int?)topic : null)];
    }
}

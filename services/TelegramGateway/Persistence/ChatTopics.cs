using Npgsql;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;
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

    /// <summary>The topics of these chats.</summary>
    public static Statement<(long ChatId, int ThreadId)> Of(IReadOnlyCollection<long> chats) => new(
        "SELECT chat_id, thread_id FROM chat_topic WHERE chat_id = ANY(@chats)", row => (row.Number("chat_id"), row.Count("thread_id")))
    {
        Parameters = [Column.Of("chats", chats)],
    };

    public async Task<int?> FindAsync(long chatId)
    {
        try
        {
            return noneAt is { } at && time.GetElapsedTime(at) < NoneFor ? null : await looks.AddAsync(chatId);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            return null; // without an answer no call would be made, which would count as unanswered; the main conversation always exists
        }
    }

    private async Task<IReadOnlyList<int?>> FindAsync(IReadOnlyList<long> chats)
    {
        var found = Of(chats);
        var isNone = new Statement<bool>("SELECT NOT EXISTS (SELECT FROM chat_topic) AS is_none", row => row.Is("is_none"));
        await database.RunAsync([found, isNone], CancellationToken.None);
        noneAt = isNone.Rows[0] ? time.GetTimestamp() : null;
        var topics = found.Rows.ToDictionary(topic => topic.ChatId, topic => topic.ThreadId);
        return [.. chats.Select(chat => topics.TryGetValue(chat, out var topic) ? (int?)topic : null)];
    }
}

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Where in their chats clients write: a private chat may have topics (core.telegram.org/bots/api#message, <c>message_thread_id</c>).</summary>
internal interface IChatTopics
{
    /// <summary>The topic that the client last wrote in; null for the chat's main conversation, and while the database does not tell.</summary>
    Task<int?> FindAsync(long chatId);
}

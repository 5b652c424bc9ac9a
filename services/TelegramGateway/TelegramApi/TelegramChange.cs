namespace Relay.TelegramGateway.TelegramApi;

/// <summary>What happens to a message of the bot's that the chat shows already.</summary>
/// <param name="MessageId">Telegram's id of it, in its chat.</param>
internal abstract record TelegramChange(int MessageId)
{
    /// <summary>Its text is replaced. Telegram sets no time limit for a bot's own messages.</summary>
    internal sealed record Edit(int MessageId) : TelegramChange(MessageId);

    /// <summary>The text under its file is replaced, or taken away if it is empty.</summary>
    internal sealed record Caption(int MessageId) : TelegramChange(MessageId);

    /// <summary>It is deleted. Telegram allows that for 48 h.</summary>
    internal sealed record Deletion(int MessageId) : TelegramChange(MessageId);
}

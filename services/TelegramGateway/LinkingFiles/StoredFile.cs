using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.LinkingFiles;

/// <summary>A file that has a link.</summary>
/// <param name="Id">The id in its link.</param>
/// <param name="BotId">The bot that can fetch it.</param>
/// <param name="ChatId">The chat in which it came.</param>
/// <param name="MessageId">Telegram's id of the message.</param>
/// <param name="File">The file; null if the link was revoked.</param>
internal sealed record StoredFile(Guid Id, long BotId, long ChatId, int MessageId, ClientFile? File);

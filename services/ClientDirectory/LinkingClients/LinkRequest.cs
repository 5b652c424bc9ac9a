using Relay.ClientDirectory.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>Somebody says that a phone belongs to a Telegram account.</summary>
/// <param name="MessageId">The message that says it.</param>
/// <param name="Phone">Of a contact as Telegram gives it, else as people spell it; may be no phone at all.</param>
/// <param name="Name">May be empty.</param>
/// <param name="SaidAt">When it was said: what was said later counts, whatever arrives first.</param>
internal sealed record LinkRequest(
    Guid MessageId, string Phone, string Name, long TelegramUserId, long ChatId, LinkSource Source, DateTimeOffset SaidAt);

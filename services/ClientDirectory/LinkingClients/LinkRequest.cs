using Relay.ClientDirectory.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>A claim that a phone belongs to a Telegram account.</summary>
/// <param name="MessageId">The message that makes it.</param>
/// <param name="Phone">As Telegram gives it for a contact, else as people spell it; may be no phone at all.</param>
/// <param name="Name">May be empty.</param>
/// <param name="SaidAt">When it was made: the later claim counts, whichever arrives first.</param>
internal sealed record LinkRequest(
    Guid MessageId, string Phone, string Name, long TelegramUserId, long ChatId, LinkSource Source, DateTimeOffset SaidAt);

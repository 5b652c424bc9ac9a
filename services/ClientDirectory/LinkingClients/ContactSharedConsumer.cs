using MassTransit;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Clients;
using Relay.Contracts.Telegram;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>A client shared a contact, which proves the phone.</summary>
internal sealed partial class ContactSharedConsumer(
    LinkHandler handler, LinkAnnouncer announcer, DatabaseRetries retries, ILogger<ContactSharedConsumer> logger) : IConsumer<ClientContactShared>
{
    public async Task Consume(ConsumeContext<ClientContactShared> context)
    {
        var contact = context.Message;
        var request = new LinkRequest(
            contact.MessageId, contact.Phone, contact.Name, contact.TelegramUserId, contact.ChatId, LinkSource.Contact, contact.AcceptedAt);
        var outcome = await retries.RepeatAsync(token => handler.HandleAsync(request, token), context.CancellationToken);
        Log.Handled(logger, contact.MessageId, outcome.GetType().Name);
        await announcer.PublishAsync(outcome is LinkOutcome.Linked linked ? linked.Announcements : [Refused(contact)], context.CancellationToken);
    }

    private static ContactRefused Refused(ClientContactShared contact) => new()
    {
        CausedBy = contact.MessageId,
        ChatId = contact.ChatId,
        LanguageCode = contact.LanguageCode,
        Reason = "not_a_phone",
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Contact {MessageId}: {Outcome}")]
        public static partial void Handled(ILogger logger, Guid messageId, string outcome);
    }
}

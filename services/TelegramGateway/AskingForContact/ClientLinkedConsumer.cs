using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>A phone has a chat now: replies that waited for it go on, and a client who shared the contact is thanked.</summary>
internal sealed class ClientLinkedConsumer(
    IInbox inbox, ISettlement settlement, ISharedContacts contacts, IContactQuestions questions, RelayOptions options)
    : IConsumer<ClientLinked>, IConsumer<ClientsLinked>
{
    public async Task Consume(ConsumeContext<ClientsLinked> context)
    {
        var links = context.Message.Links;
        await questions.LinkedAsync([.. links.Select(link => link.TelegramUserId)], context.CancellationToken);
        await inbox.ReleaseAsync([.. links.Select(link => link.Phone)], Reasons.NotLinked, context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<ClientLinked> context)
    {
        var linked = context.Message;
        await questions.LinkedAsync([linked.TelegramUserId], context.CancellationToken); // a private chat has its client's id
        await inbox.ReleaseAsync([linked.Phone], Reasons.NotLinked, context.CancellationToken);
        if (await contacts.FindAsync(linked.CausedBy, context.CancellationToken) is not { } contact)
        {
            // Another system registered the client, who did nothing that could be thanked for.
            return;
        }

        var prompt = new Prompt(PromptKind.Thanks, contact.ChatId, Language.Of(contact.LanguageCode, options.Language));
        await inbox.StoreAsync([prompt.ToLocal(Prompt.IdOf(prompt.Kind, linked.CausedBy))], context.CancellationToken);
        await settlement.SettleAsync([linked.CausedBy], "linked", context.CancellationToken);
    }
}

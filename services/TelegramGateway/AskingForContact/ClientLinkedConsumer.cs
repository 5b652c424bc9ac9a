using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Clients;
using Relay.Delivery.Directory;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>A phone now has a chat: replies that waited for it go out, and a client who shared the contact is thanked.</summary>
internal sealed class ClientLinkedConsumer(
    IInbox inbox, ISettlement settlement, ISharedContacts contacts, IContactQuestions questions, IClientDirectory directory, RelayOptions options)
    : IConsumer<ClientLinked>, IConsumer<ClientsLinked>
{
    public async Task Consume(ConsumeContext<ClientsLinked> context)
    {
        var links = context.Message.Links;
        await questions.LinkedAsync([.. links.Select(link => link.TelegramUserId)], context.CancellationToken);
        await ReleaseAsync([.. links.Select(link => (link.Phone, link.TelegramUserId))], context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<ClientLinked> context)
    {
        var linked = context.Message;
        await questions.LinkedAsync([linked.TelegramUserId], context.CancellationToken); // a private chat has its client's id
        await ReleaseAsync([(linked.Phone, linked.TelegramUserId)], context.CancellationToken);
        if (await contacts.FindAsync(linked.CausedBy, context.CancellationToken) is not { } contact)
        {
            // Another system registered the client, who did nothing to be thanked for.
            return;
        }

        var prompt = new Prompt(PromptKind.Thanks, contact.ChatId, Language.Of(contact.LanguageCode, options.Language));
        await inbox.StoreAsync([prompt.ToLocal(Prompt.IdOf(prompt.Kind, linked.CausedBy))], context.CancellationToken);
        await settlement.SettleAsync([linked.CausedBy], "linked", context.CancellationToken);
    }

    private Task ReleaseAsync(IReadOnlyList<(string Phone, long TelegramUserId)> links, CancellationToken cancellationToken)
    {
        foreach (var (phone, telegramUserId) in links)
        {
            directory.Forget(phone, telegramUserId); // a question that was asked before would hold the lane again
        }

        return inbox.ReleaseAsync([.. links.Select(link => link.Phone)], Reasons.NotLinked, cancellationToken);
    }
}

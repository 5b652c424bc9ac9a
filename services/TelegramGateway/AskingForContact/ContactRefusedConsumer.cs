using MassTransit;
using Relay.Contracts.Clients;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>The client's contact has no phone, and the button would share the same contact again. So the client and the owner are informed.</summary>
internal sealed class ContactRefusedConsumer(IInbox inbox, ISettlement settlement, IOwnerNotices owner, RelayOptions options, TimeProvider time)
    : IConsumer<ContactRefused>
{
    public async Task Consume(ConsumeContext<ContactRefused> context)
    {
        var refused = context.Message;
        var prompt = new Prompt(PromptKind.NotAPhone, refused.ChatId, Language.Of(refused.LanguageCode, options.Language));
        await inbox.StoreAsync([prompt.ToLocal(Prompt.IdOf(prompt.Kind, refused.CausedBy))], context.CancellationToken);
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        await owner.TellAsync(new OwnerNotice("contact_refused", refused.Reason, Words.ContactWithoutPhone(options.Language), hour), context.CancellationToken);
        await settlement.SettleAsync([refused.CausedBy], refused.Reason, context.CancellationToken);
    }
}

using MassTransit;
using Relay.Contracts.Clients;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>What the client shared is no phone: the client is told, and may share it again.</summary>
internal sealed class ContactRefusedConsumer(IInbox inbox, ISettlement settlement, RelayOptions options) : IConsumer<ContactRefused>
{
    public async Task Consume(ConsumeContext<ContactRefused> context)
    {
        var refused = context.Message;
        var prompt = new Prompt(PromptKind.NotAPhone, refused.ChatId, Language.Of(refused.LanguageCode, options.Language));
        await inbox.StoreAsync([prompt.ToLocal(Prompt.IdOf(prompt.Kind, refused.CausedBy))], context.CancellationToken);
        await settlement.SettleAsync([refused.CausedBy], refused.Reason, context.CancellationToken);
    }
}

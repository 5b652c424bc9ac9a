using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.AskingForContact;

/// <summary>A message waits for its client's phone: the client is asked for it, when that begins, and once a day when the client writes on (<see cref="ReceivingUpdates.UnlinkedClients"/>).</summary>
internal sealed class ClientMessageHeldConsumer(IInbox inbox, ISettlement settlement, IContactQuestions questions, RelayOptions options) : IConsumer<ClientMessageHeld>
{
    public async Task Consume(ConsumeContext<ClientMessageHeld> context)
    {
        var held = context.Message;
        if (held.Reason == Reasons.NotLinked)
        {
            var prompt = new Prompt(PromptKind.AskContact, held.ChatId, Language.Of(held.LanguageCode, options.Language));
            await questions.AskedAsync(held.ChatId, held.Lane, held.Since, context.CancellationToken);
            await inbox.StoreAsync([prompt.ToLocal(MessageIds.Local(held.Lane, held.Reason, held.Since))], context.CancellationToken);
        }

        await settlement.HoldAsync(held.MessageId, held.Reason, context.CancellationToken);
    }
}

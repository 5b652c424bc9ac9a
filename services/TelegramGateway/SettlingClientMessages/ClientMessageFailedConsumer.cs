using MassTransit;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Announcing;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.SettlingClientMessages;

/// <summary>A message will not reach the manager: its client is told, and the owner, once per reason and hour.</summary>
internal sealed class ClientMessageFailedConsumer(IInbox inbox, ISettlement settlement, IOwner owner, RelayOptions options) : IConsumer<ClientMessageFailed>
{
    private static readonly TimeSpan Once = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<ClientMessageFailed> context)
    {
        var failed = context.Message;
        var prompt = new Prompt(PromptKind.NotDelivered, failed.ChatId, Language.Of(failed.LanguageCode, options.Language), failed.Reason);
        await inbox.StoreAsync([prompt.ToLocal(Prompt.IdOf(prompt.Kind, failed.MessageId))], context.CancellationToken);
        var hour = new DateTimeOffset(failed.FailedAt.UtcTicks - (failed.FailedAt.UtcTicks % Once.Ticks), TimeSpan.Zero);
        await owner.TellAsync(
            new OwnerNotice("client_message_failed", failed.Reason, Words.ClientMessagesFailed(options.Language, failed.Reason), hour), context.CancellationToken);
        await settlement.SettleAsync([failed.MessageId], failed.Reason, context.CancellationToken);
    }
}

using MassTransit;
using Microsoft.Extensions.Logging;
using Relay.Contracts.Operations;
using Relay.Delivery.Messages;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Bus;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.TellingTheOwner;

/// <summary>
/// Stores a notice in the owner's lane and answers that it was taken. That happens when it is stored, not when Telegram has it: from then on the lane
/// keeps it, and a repeated notice changes nothing.
/// </summary>
internal sealed partial class OwnerMustKnowConsumer(IInbox inbox, IBusSender bus, TelegramOptions options, ILogger<OwnerMustKnowConsumer> logger)
    : IConsumer<OwnerMustKnow>
{
    private const string Lane = "owner";

    public async Task Consume(ConsumeContext<OwnerMustKnow> context)
    {
        var notice = context.Message;
        if (options.OwnerChatId is null)
        {
            Log.NoOwnerChat(logger, notice.Service, notice.Cause);
        }
        else
        {
            var message = new LocalMessage
            {
                MessageId = notice.MessageId,
                Lane = Lane,
                Party = Lane,
                Type = KindNames.OwnerNotice,
                Body = MessageJson.Write(notice),
            };
            await inbox.StoreAsync([message], context.CancellationToken);
        }

        await ConfirmAsync(notice, context.CancellationToken);
    }

    private async Task ConfirmAsync(OwnerMustKnow notice, CancellationToken cancellationToken)
    {
        try
        {
            await bus.PublishAsync(new OwnerTold { MessageId = notice.MessageId }, typeof(OwnerTold), notice.MessageId, parent: null, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The notice comes again until this succeeds.
            Log.NotConfirmed(logger, error, notice.MessageId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} has something for the owner ({Cause}), but RELAY_OWNER_CHAT_ID is not set")]
        public static partial void NoOwnerChat(ILogger logger, string service, string cause);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Notice {MessageId} is stored, but OwnerTold could not be sent")]
        public static partial void NotConfirmed(ILogger logger, Exception exception, Guid messageId);
    }
}

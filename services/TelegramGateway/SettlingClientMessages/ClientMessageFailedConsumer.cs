using System.Globalization;
using MassTransit;
using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.SettlingClientMessages;

/// <summary>
/// A message will not reach the manager: its client is told of each, and the owner once per reason and hour. That Wahelp takes no message under
/// a client's number is said once per number, to both.
/// </summary>
internal sealed class ClientMessageFailedConsumer(IInbox inbox, ISettlement settlement, IOwnerNotices owner, RelayOptions options) : IConsumer<ClientMessageFailed>
{
    private static readonly TimeSpan Once = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<ClientMessageFailed> context)
    {
        var failed = context.Message;
        var prompt = new Prompt(PromptKind.NotDelivered, failed.ChatId, Language.Of(failed.LanguageCode, options.Language), failed.Reason);
        var (id, subject, since) = OfNumber(failed) is { } number
            ? (number, number.ToString(), DateTimeOffset.UnixEpoch) // no time makes it another notice
            : (Prompt.IdOf(prompt.Kind, failed.MessageId), failed.Reason, Hour(failed.FailedAt));
        await inbox.StoreAsync([prompt.ToLocal(id)], context.CancellationToken);
        await owner.TellAsync(
            new OwnerNotice("client_message_failed", subject, Words.ClientMessagesFailed(options.Language, failed.Reason), since), context.CancellationToken);
        await settlement.SettleAsync([failed.MessageId], failed.Reason, context.CancellationToken);
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Once.Ticks), TimeSpan.Zero);

    /// <summary>What is the same for each message under a number of the client's; null if the trouble is the message's.</summary>
    private static Guid? OfNumber(ClientMessageFailed failed) => failed.Reason == Reasons.PhoneUnusable
        ? MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"local:{failed.Reason}:{failed.ChatId}:{failed.Phone}"))
        : null;
}

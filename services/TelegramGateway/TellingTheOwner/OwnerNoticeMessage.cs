using Relay.Contracts;
using Relay.Contracts.Operations;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.TellingTheOwner;

/// <summary>A notice on its way to the owner's chat.</summary>
internal sealed class OwnerNoticeMessage(TelegramOptions options) : IMessageKind<TelegramPart>
{
    public string Type => KindNames.OwnerNotice;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        new(options.OwnerChatId is { } chat ? new Recipient.Known(Phone: null, chat) : new Recipient.Failed(Reasons.ChatNotFound));

    public IReadOnlyList<TelegramPart> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var notice = message.Read<OwnerMustKnow>();
        return [.. TextSplitter.Split($"⚠️ {notice.Service}: {notice.Words}").Select(part => new TelegramText(recipient.ChatId!.Value, part))];
    }
}

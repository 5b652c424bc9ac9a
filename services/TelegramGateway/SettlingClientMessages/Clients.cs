using System.Globalization;
using Microsoft.Extensions.Logging;
using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Phones;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.SettlingClientMessages;

/// <summary>Clients hear what became of their messages, in the chats that they wrote in.</summary>
internal sealed partial class Clients(IInbox inbox, IOwnerNotices owner, IContactQuestions questions, RelayOptions options, ILogger<Clients> logger) : IWriters
{
    private static readonly TimeSpan Once = TimeSpan.FromHours(1);

    /// <summary>
    /// A message that waits for its client's phone: the client is asked for it when that begins, and once a day when the client writes on
    /// (<see cref="ReceivingUpdates.UnlinkedClients"/>).
    /// </summary>
    public async Task TellHeldAsync(UndeliveredMessage message, CancellationToken cancellationToken)
    {
        if (message.Reason == Reasons.NotLinked && ChatOf(message) is { } chat)
        {
            var prompt = new Prompt(PromptKind.AskContact, chat, LanguageOf(message));
            await questions.AskedAsync(chat, message.Lane, message.Since, cancellationToken);
            await inbox.StoreAsync([prompt.ToLocal(MessageIds.Local(message.Lane, message.Reason, message.Since))], cancellationToken);
        }
    }

    /// <summary>
    /// The client is told of each message, and the owner once per reason and hour. That Wahelp takes no message under a client's number is said
    /// once per number, to both.
    /// </summary>
    public async Task TellFailedAsync(UndeliveredMessage message, CancellationToken cancellationToken)
    {
        var unusable = IsOfPhone(message.Reason) && message.SentTo is { } phone && !InternationalPhone.IsListed(phone) ? phone : null;
        var reason = unusable is null ? message.Reason : Reasons.PhoneUnusable;
        var chat = ChatOf(message);
        var number = unusable is null ? (Guid?)null : MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"local:{reason}:{chat}:{unusable}"));
        if (chat is { } known)
        {
            var prompt = new Prompt(PromptKind.NotDelivered, known, LanguageOf(message), reason);
            await inbox.StoreAsync([prompt.ToLocal(number ?? Prompt.IdOf(prompt.Kind, message.MessageId))], cancellationToken);
        }

        await owner.TellAsync(
            new OwnerNotice(
                "client_message_failed",
                number?.ToString() ?? reason,
                Words.ClientMessagesFailed(options.Language, reason),
                number is null ? Hour(message.Since) : DateTimeOffset.UnixEpoch), // no time makes it another notice
            cancellationToken);
    }

    /// <summary>
    /// A prompt that cannot go concerns a client who cannot be reached: what waits for that client is told by its own lane. A notice for
    /// the owner that cannot go has nobody left to tell.
    /// </summary>
    public Task TellOwnFailedAsync(OutgoingMessage message, string reason, CancellationToken cancellationToken)
    {
        Log.OwnFailed(logger, message.MessageId, message.Type, reason);
        return Task.CompletedTask;
    }

    /// <summary>Out of the lane's key: it says so also if the message itself was forgotten.</summary>
    private static long? ChatOf(UndeliveredMessage message) =>
        long.TryParse(LaneKey.PartyOf(message.Lane), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat) ? chat : null;

    /// <summary>Refused without a reason of its own: a phone that no country is known to have is the likely one.</summary>
    private static bool IsOfPhone(string reason) => reason is Reasons.Refused or Reasons.NoSuchMessenger;

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Once.Ticks), TimeSpan.Zero);

    private RelayLanguage LanguageOf(UndeliveredMessage message) => Language.Of(message.Stored?.Read<ClientMessageReceived>()?.LanguageCode, options.Language);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} of this service's own ({Type}) does not go: {Reason}")]
        public static partial void OwnFailed(ILogger logger, Guid messageId, string type, string reason);
    }
}

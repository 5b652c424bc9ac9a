using Microsoft.Extensions.Logging;
using Relay.Contracts.Telegram;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Announcing;
using Relay.Delivery.Messages;
using Relay.Delivery.TellingTheOwner;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>What became of operators' replies, as WahelpGateway is told.</summary>
internal sealed partial class OutcomeContracts(ILogger<OutcomeContracts> logger) : IOutcomeContracts
{
    public object Delivered(IReadOnlyList<Guid> messageIds, IReadOnlyList<Guid> maybeDuplicates) =>
        new OperatorRepliesDelivered { MessageIds = messageIds, MaybeDuplicates = maybeDuplicates };

    public object Held(OutgoingMessage message, string reason, DateTimeOffset since) => new OperatorReplyHeld
    {
        MessageId = message.MessageId,
        Lane = message.Lane,
        Phone = PhoneOf(message),
        Reason = reason,
        Since = since,
    };

    public object Failed(OutgoingMessage message, string reason, DateTimeOffset failedAt) => new OperatorReplyFailed
    {
        MessageId = message.MessageId,
        Lane = message.Lane,
        Phone = PhoneOf(message),
        Reason = reason,
        FailedAt = failedAt,
    };

    /// <summary>
    /// A prompt that cannot go concerns a client who cannot be reached: what waits for that client is told by its own lane. A notice for
    /// the owner that cannot go has nobody left to tell.
    /// </summary>
    public OwnerNotice? LocalFailed(OutgoingMessage message, string reason)
    {
        Log.LocalFailed(logger, message.MessageId, message.Type, reason);
        return null;
    }

    private static string PhoneOf(OutgoingMessage message) => message.Read<OperatorReplied>().Phone;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} of this service's own ({Type}) does not go: {Reason}")]
        public static partial void LocalFailed(ILogger logger, Guid messageId, string type, string reason);
    }
}

using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>A manager's reply as it is stored for delivery.</summary>
internal static class ReplyArrival
{
    /// <param name="reply">The reply.</param>
    /// <param name="alongside">Makes the statement that is committed with it; null for none.</param>
    public static Arrival Of(OperatorReplied reply, Func<Statement>? alongside) => new()
    {
        MessageId = reply.MessageId,
        Lane = reply.Lane,
        Party = reply.Phone,
        Number = reply.Number,
        Previous = reply.Previous,
        Type = reply.Original is null ? nameof(OperatorReplied) : KindNames.ReplyChange,
        Original = reply.Original,
        Body = MessageJson.Write(reply),
        MaybeDuplicate = reply.MaybeDuplicate,
        Alongside = alongside,
    };
}

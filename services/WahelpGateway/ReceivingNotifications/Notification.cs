using Relay.Delivery.Messages;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>A text from another system of the company to a client.</summary>
/// <param name="Id">The caller's id: the same id is the same notification.</param>
/// <param name="Phone">In E.164.</param>
/// <param name="Text">Not blank; may be longer than one Telegram message.</param>
/// <param name="Note">True if the manager gets a note of it in the channel.</param>
internal sealed record Notification(string Id, string Phone, string Text, bool Note)
{
    /// <summary>The id under which it is relayed.</summary>
    public Guid MessageId { get; } = IdOf(Id);

    public static Guid IdOf(string id) => MessageIds.Of("notification:" + id);
}

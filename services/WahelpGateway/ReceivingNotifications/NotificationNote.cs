using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>A note in the client's conversation that shows the manager another system's text to the client.</summary>
internal sealed class NotificationNote(WahelpOptions options, RelayOptions relay) : ITextMessage
{
    public string Type => KindNames.NotificationNote;

    public static LocalMessage Of(Notification notification) => new()
    {
        MessageId = MessageIds.Of($"{KindNames.Note}:{notification.MessageId}"),
        Lane = NoteLane.Of(notification.Phone),
        Party = notification.Phone,
        Type = KindNames.NotificationNote,
        Body = MessageJson.Write(new Shown(notification.Phone, notification.Text)),
    };

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Recipient>(options.ReachesClient
            ? new Recipient.Needless() // the profile was changed while the note waited
            : new Recipient.Known(message.Read<Shown>().Phone, ChatId: null));

    public string TextOf(OutgoingMessage message) => NoteMark.Put(
        (relay.Language == RelayLanguage.En ? "Another system is sending the client: " : "Другая система отправляет клиенту: ")
        + message.Read<Shown>().Text);

    /// <summary>The stored content of the note.</summary>
    private sealed record Shown(string Phone, string Text);
}

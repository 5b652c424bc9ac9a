using System.Globalization;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Events whose origin is not known yet, because they came while the call of our message with the same text was running; and events with an ambiguous
/// phone while the directory is away. Wahelp may never repeat an event, so each is stored before it is answered, as a message in a local lane of its
/// client. The lane does the waiting: it survives restarts, is processed by one living instance, keeps the order, and tries again until the call has
/// an outcome. Then nothing is left to send: the event is dropped as an echo, or accepted as a person's message.
/// </summary>
internal sealed class WaitingEvents(EventPhones phones, Echoes echoes, MessageTaking taking) : IOutgoing
{
    private const string TypeName = "waiting-event";

    public string Type => TypeName;

    public static string LaneOf(JudgedMessage message) => LaneKey.OfOwn("echo", message.WaitsAs!);

    /// <summary>The row to store for an event that must wait.</summary>
    public static Intake Store(JudgedMessage message)
    {
        // Not the message's own id, which is used when the event is accepted. An edit may bring back a text that has waited before, and the history shows
        // the same message at each read.
        var id = MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"waiting:{message.Id}:{message.Text}:{(message.FromHistory ? null : message.CameAt)?.UtcTicks}"));
        return new Intake
        {
            MessageId = id,
            Local = [new LocalMessage { MessageId = id, Lane = LaneOf(message), Party = message.WaitsAs!, Type = TypeName, Body = MessageJson.Write(message) }],
        };
    }

    public async ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (await phones.DecideAsync(message.Read<JudgedMessage>(), cancellationToken) is not { } waiting)
        {
            return new Recipient.Unavailable();
        }

        if (await taking.IsStatusAsync(waiting, cancellationToken))
        {
            return new Recipient.Needless();
        }

        var origin = await echoes.FindOriginAsync(waiting, cancellationToken);
        if (origin == Origin.NotKnownYet)
        {
            return new Recipient.Unavailable();
        }

        await taking.TakeAsync(waiting, origin, cancellationToken);
        return new Recipient.Needless();
    }
}

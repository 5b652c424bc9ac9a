using System.Globalization;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Events whose origin is not known yet: they came while a message of ours with the same text was in its call. And those of whom only the
/// directory can say whose phone is meant, while it is away. Wahelp may never repeat an event, so each is stored before it is answered, as a
/// message in a local lane of its client. That lane is the waiting: it survives
/// restarts, is looked at by one living instance, keeps the order, and looks again until the call's outcome stands. Then nothing is left
/// to send: the event is dropped as an echo, or accepted as somebody's words.
/// </summary>
internal sealed class WaitingEvents(EventPhones phones, Echoes echoes, MessageTaking taking) : IOutgoing
{
    public string Type => KindNames.WaitingEvent;

    public static string LaneOf(JudgedMessage message) => LaneKey.OfOwn("echo", message.WaitsAs!);

    /// <summary>What to store for an event that must wait.</summary>
    public static Intake Store(JudgedMessage message)
    {
        // Not the message's own id: that one is taken when the event is accepted. An edit may bring words back that have waited before; the history shows
        // the same again at each look.
        var id = MessageIds.Of(
            string.Create(CultureInfo.InvariantCulture, $"waiting:{message.Id}:{message.Text}:{(message.FromHistory ? null : message.CameAt)?.UtcTicks}"));
        return new Intake
        {
            MessageId = id,
            Local =
            [
                new LocalMessage { MessageId = id, Lane = LaneOf(message), Party = message.WaitsAs!, Type = KindNames.WaitingEvent, Body = MessageJson.Write(
                    message) },
            ],
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

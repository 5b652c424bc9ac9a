using System.Globalization;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Events whose origin is not known yet: they came while a message of ours with the same text was in its call, or only the directory can say whose
/// phone is meant, and it is away. Wahelp may never repeat an event, so each is stored before it is answered, as work in a local lane of its client.
/// The lane survives restarts, is tried by one living instance, and keeps the order. In the end the event is dropped as an echo, or accepted as
/// somebody's words.
/// </summary>
internal sealed class WaitingEvents(EventPhones phones, Echoes echoes, MessageTaking taking, Deletions deletions) : ILaneWork
{
    public string Type => KindNames.WaitingEvent;

    public static string LaneOf(JudgedMessage message) => LaneKey.OfOwn("echo", message.WaitsAs!);

    /// <summary>The row to store for an event that must wait.</summary>
    public static Intake Store(JudgedMessage message)
    {
        // Not the message's own id, which is used when the event is accepted. An edit may bring back a text that has waited before, and the history shows
        // the same message at each read.
        var at = (message.FromHistory ? null : message.CameAt)?.UtcTicks;
        var id = MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"waiting:{message.Id}:{message.Text}:{at}"));
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

    public async Task<bool> TryAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (await phones.DecideAsync(message.Read<JudgedMessage>(), cancellationToken) is not { } waiting)
        {
            return false;
        }

        if (waiting.IsDeletion)
        {
            await deletions.TakeAsync(waiting, cancellationToken); // the message before it in this lane is decided by now
            return true;
        }

        if (await taking.IsStatusAsync(waiting, cancellationToken))
        {
            return true;
        }

        var origin = await echoes.FindOriginAsync(waiting, cancellationToken);
        if (origin == Origin.NotKnownYet)
        {
            return false;
        }

        await taking.TakeAsync(waiting, origin, cancellationToken);
        return true;
    }
}

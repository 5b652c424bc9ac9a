using System.Diagnostics.Metrics;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Handles one event: first its channel, then whether it is an echo of ours, then its author.</summary>
internal sealed class WebhookHandler(
    WebhookJudge judge, ChannelNumber channel, EventPhones phones, OriginFinder origins, MessageTaking taking, Deletions deletions, SetAside aside)
{
    private static readonly Counter<long> Events = WahelpGatewayTelemetry.Meter.CreateCounter<long>(
        "relay.wahelp.webhook.events", "{event}", "Wahelp's events, by result.");

    /// <summary>Returns when everything that the event causes is committed: true if a client will read it.</summary>
    public async Task<bool> HandleAsync(WebhookEvent seen, CancellationToken cancellationToken) =>
        await TakeAsync(seen, cancellationToken) is Taken.Relayed or Taken.Edit or Taken.Waits;

    /// <summary>The same, and returns the result; null if there was no message for us in it.</summary>
    /// <param name="isAskedFor">True if a person wants it although it is old.</param>
    public async Task<Taken?> TakeAsync(WebhookEvent seen, CancellationToken cancellationToken, bool isAskedFor = false)
    {
        var (message, why) = judge.Judge(seen);
        message ??= judge.JudgeDeletion(seen);
        if (message is null)
        {
            if (why == "no_text" && seen is { IsCreated: true, Text: null, Direction: null })
            {
                await PutUnreadableAsync(seen.Raw, cancellationToken);
                return Taken.Dead;
            }

            Count(why);
            return null;
        }

        var taken = await InOurChannelAsync(seen, message, cancellationToken) ?? await HandleAsync(message with { IsAskedFor = isAskedFor }, cancellationToken);
        Count(taken.ToString().ToLowerInvariant());
        return taken;
    }

    /// <summary>
    /// The same for a message found in the channel's history. It must have an id and a time, because nothing else shows whether it is new. A known id
    /// changes nothing, because the history may show a text differently than the webhook.
    /// </summary>
    /// <param name="isVouchedFor">True if the history shows ids as webhooks do. If not, it only shows the arrival of our messages.</param>
    public async Task<Taken?> TakeFoundAsync(WebhookEvent found, bool isVouchedFor, CancellationToken cancellationToken)
    {
        if (judge.Judge(found).Message is not { ProviderMessageId: not null, At: not null } judged)
        {
            return null;
        }

        var message = judged with { FromHistory = true };
        return isVouchedFor || message.Author == Author.Ignored ? await HandleAsync(message, cancellationToken)
            : await origins.IsOwnAsync(message, cancellationToken) ? Taken.Echo
            : Taken.NotVouched;
    }

    /// <summary>Reports found messages that were <see cref="Taken.Unplaced"/>, and returns their number.</summary>
    public Task<int> TakeUnplacedAsync(IEnumerable<WebhookEvent> found, CancellationToken cancellationToken) =>
        taking.TakeUnplacedAsync([.. found.Select(one => judge.Judge(one).Message).OfType<JudgedMessage>()], cancellationToken);

    /// <summary>Stores a whole body as one dead letter; a repeat is the same letter.</summary>
    public Task PutAsideAsync(string body, CancellationToken cancellationToken) => aside.BodyAsync("too many events in one call", body, cancellationToken);

    /// <summary>The same for an unreadable body; the owner is notified, once an hour.</summary>
    public async Task PutUnreadableAsync(string raw, CancellationToken cancellationToken)
    {
        await aside.UnreadableAsync(raw, cancellationToken);
        Count("unreadable");
    }

    private async Task<Taken> HandleAsync(JudgedMessage judged, CancellationToken cancellationToken)
    {
        if (judged.IsDeletion)
        {
            return await deletions.TakeAsync(judged, cancellationToken) ?? await WaitAsync(judged, cancellationToken);
        }

        if (await phones.DecideAsync(judged, cancellationToken) is not { } message)
        {
            return await WaitAsync(judged, cancellationToken);
        }

        if (message.IsMarked)
        {
            return LearningText.Is(message.Text) || await origins.IsNoteAsync(message, cancellationToken)
                ? Taken.Echo
                : await taking.TakeMarkedAsync(message, cancellationToken);
        }

        if (await taking.IsStatusAsync(message, cancellationToken))
        {
            return Taken.Status;
        }

        var (known, origin) = await origins.FindAsync(message, cancellationToken);
        return origin is { } found ? await taking.TakeAsync(known, found, cancellationToken) : await WaitAsync(known, cancellationToken);
    }

    /// <summary>The result of an event that may not be of our channel; null if it is.</summary>
    private async Task<Taken?> InOurChannelAsync(WebhookEvent seen, JudgedMessage message, CancellationToken cancellationToken)
    {
        switch (message.Author == Author.Ignored ? true : await channel.IsOursAsync(seen, cancellationToken))
        {
            case true:
                return null;
            case false:
                return Taken.ForeignChannel;
            default:
                await aside.UnknownChannelAsync(message, cancellationToken);
                return Taken.Dead;
        }
    }

    private async Task<Taken> WaitAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await aside.WaitAsync(message, cancellationToken);
        return Taken.Waits;
    }

    private static void Count(string became) => Events.Add(1, new KeyValuePair<string, object?>("became", became));
}

using System.Diagnostics.Metrics;
using Relay.Delivery;
using Relay.Delivery.Accepting;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Handles one event: its channel, then whether it is ours, then who wrote it.</summary>
internal sealed class WebhookHandler(WebhookJudge judge, EventPhones phones, Echoes echoes, MessageTaking taking, SetAside aside, IAcceptance acceptance, IStoredEvents stored)
{
    private static readonly Counter<long> Events = WahelpGatewayTelemetry.Meter.CreateCounter<long>(
        "relay.wahelp.webhook.events", "{event}", "Events that Wahelp sent, by what became of them.");

    /// <summary>Returns when whatever the event causes is committed: true where a client will read it.</summary>
    public async Task<bool> HandleAsync(WebhookEvent seen, CancellationToken cancellationToken) =>
        await TakeAsync(seen, cancellationToken) is Taken.Relayed or Taken.Edit or Taken.Waits;

    /// <summary>The same, and says what became of it; null where there was no message for us in it.</summary>
    /// <param name="isAskedFor">True if somebody wants it although it is old.</param>
    public async Task<Taken?> TakeAsync(WebhookEvent seen, CancellationToken cancellationToken, bool isAskedFor = false)
    {
        var (message, why) = judge.Judge(seen);
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

        var taken = await HandleAsync(message with { IsAskedFor = isAskedFor }, cancellationToken);
        Count(taken.ToString().ToLowerInvariant());
        return taken;
    }

    /// <summary>
    /// The same for a message found in the channel's history. It must have an id and a time, for nothing else tells whether it was seen; and what
    /// stands there under a known id changes nothing: nobody knows whether the history shows a text as the webhook did.
    /// </summary>
    public async Task<Taken?> TakeFoundAsync(WebhookEvent found, CancellationToken cancellationToken) =>
        judge.Judge(found).Message is { ProviderMessageId: not null, At: not null } message
            ? await HandleAsync(message with { FromHistory = true }, cancellationToken)
            : null;

    /// <summary>Tells of found messages that were <see cref="Taken.Unplaced"/>, and how many they are.</summary>
    public Task<int> TakeUnplacedAsync(IEnumerable<WebhookEvent> found, CancellationToken cancellationToken) =>
        taking.TakeUnplacedAsync([.. found.Select(one => judge.Judge(one).Message).OfType<JudgedMessage>()], cancellationToken);

    /// <summary>Keeps a whole body as one dead letter; a repeat is the same letter.</summary>
    public Task PutAsideAsync(string body, CancellationToken cancellationToken) => aside.BodyAsync("too many events in one call", body, cancellationToken);

    /// <summary>The same for what nobody can read; the owner hears of it, once an hour.</summary>
    public async Task PutUnreadableAsync(string raw, CancellationToken cancellationToken)
    {
        await aside.UnreadableAsync(raw, cancellationToken);
        Count("unreadable");
    }

    private async Task<Taken> HandleAsync(JudgedMessage judged, CancellationToken cancellationToken)
    {
        if (await phones.DecideAsync(judged, cancellationToken) is not { } message)
        {
            return await WaitAsync(judged, cancellationToken);
        }

        if (message.IsMarked)
        {
            return await echoes.IsNoteAsync(message, cancellationToken) ? Taken.Echo : await taking.TakeMarkedAsync(message, cancellationToken);
        }

        if (await taking.IsStatusAsync(message, cancellationToken))
        {
            return Taken.Status;
        }

        if (message.Phone is { } client && await stored.IsOrdinaryAsync(message.ProviderMessageId, client, WaitingEvents.LaneOf(message), cancellationToken))
        {
            return await taking.TakeAsync(message, cancellationToken);
        }

        var origin = await echoes.FindOriginAsync(message, cancellationToken);
        if (origin == Origin.Ours)
        {
            await taking.RememberAsync(message, cancellationToken);
            return Taken.Echo;
        }

        return message.Phone is null || (origin != Origin.NotKnownYet && !await MustStayBehindAsync(message, cancellationToken))
            ? await taking.TakeAsync(message, cancellationToken)
            : await WaitAsync(message, cancellationToken);
    }

    private async Task<Taken> WaitAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await acceptance.AcceptAsync([WaitingEvents.Store(message)], alongside: null, cancellationToken);
        return Taken.Waits;
    }

    /// <summary>A manager's message does not overtake an earlier one of the same client that still waits.</summary>
    private async Task<bool> MustStayBehindAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        message.Author == Author.Operator && await stored.IsBusyAsync(WaitingEvents.LaneOf(message), cancellationToken);

    private static void Count(string became) => Events.Add(1, new KeyValuePair<string, object?>("became", became));
}

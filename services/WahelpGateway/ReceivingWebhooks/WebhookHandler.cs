using System.Diagnostics.Metrics;
using Relay.Delivery.Accepting;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Handles one event: its channel, then whether it is ours, then who wrote it.</summary>
internal sealed class WebhookHandler(WebhookJudge judge, Echoes echoes, MessageTaking taking, IAcceptance acceptance, IStoredEvents stored)
{
    private static readonly Counter<long> Events = WahelpGatewayTelemetry.Meter.CreateCounter<long>(
        "relay.wahelp.webhook.events", "{event}", "Events that Wahelp sent, by what became of them.");

    /// <summary>Returns when whatever the event causes is committed: true where a client will read it.</summary>
    public async Task<bool> HandleAsync(WebhookEvent seen, CancellationToken cancellationToken) =>
        await TakeAsync(seen, cancellationToken) is Taken.Relayed or Taken.Edit or Taken.Waits;

    /// <summary>The same, and says what became of it; null where there was no message for us in it.</summary>
    public async Task<Taken?> TakeAsync(WebhookEvent seen, CancellationToken cancellationToken)
    {
        var (message, why) = judge.Judge(seen);
        if (message is null)
        {
            Count(why);
            return null;
        }

        var taken = await HandleAsync(message, cancellationToken);
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

    private async Task<Taken> HandleAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (message.Phone is { } client && await stored.IsOrdinaryAsync(message.ProviderMessageId, client, WaitingEvents.Lane(client), cancellationToken))
        {
            return await taking.TakeAsync(message, cancellationToken);
        }

        var origin = await echoes.FindOriginAsync(message, cancellationToken);
        if (origin == Origin.Ours)
        {
            return Taken.Echo;
        }

        if (message.Phone is not { } phone || (origin != Origin.NotKnownYet && !await MustStayBehindAsync(message.Author, phone, cancellationToken)))
        {
            return await taking.TakeAsync(message, cancellationToken);
        }

        await acceptance.AcceptAsync([WaitingEvents.Store(message, phone)], alongside: null, cancellationToken);
        return Taken.Waits;
    }

    /// <summary>A manager's message does not overtake an earlier one of the same client that still waits.</summary>
    private async Task<bool> MustStayBehindAsync(Author author, string phone, CancellationToken cancellationToken) =>
        author == Author.Operator && await stored.IsBusyAsync(WaitingEvents.Lane(phone), cancellationToken);

    private static void Count(string became) => Events.Add(1, new KeyValuePair<string, object?>("became", became));
}

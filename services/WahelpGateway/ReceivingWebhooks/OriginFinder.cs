using Relay.Delivery.Messages;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Finds the origin of a text, with one database query in the usual case.</summary>
internal sealed class OriginFinder(WebhookJudge judge, Echoes echoes, IStoredEvents stored, IEvidence evidence, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(24);

    /// <summary>The message, under its known id, and its origin; null if it must wait.</summary>
    public async Task<(JudgedMessage Message, Origin? Origin)> FindAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        message = await AsWebhooksNameItAsync(message, cancellationToken);
        var lane = WaitingEvents.LaneOf(message);
        var others = await OtherIdsAsync(message, cancellationToken);
        var seenIds = message.Ids.Select(judge.SeenId).Concat(others.Select(judge.MainId)).ToList();
        var look = await stored.LookAsync(
            new EventKeys(SentIds.Keys(message), seenIds, message.Phone, lane, SentWords.NameOf(message.Text)), cancellationToken);
        if (look.Known is not null && (SeenMark.IdIn(look.Mark) ?? others.FirstOrDefault(id => judge.MainId(id) == look.Known)) is { } first)
        {
            message = message with { Id = judge.MainId(first), ProviderMessageId = first };
        }

        if (look.IsOrdinary && !IsLate(message) && !await echoes.IsForgottenAsync(message, cancellationToken))
        {
            return (message, Origin.SomebodyElses);
        }

        var origin = await echoes.FindOriginAsync(message, cancellationToken);
        var mustWait = message.Phone is not null && origin != Origin.Ours
            && (origin == Origin.NotKnownYet || await MustStayBehindAsync(message, lane, cancellationToken));
        return (message, mustWait ? null : origin);
    }

    /// <summary>
    /// A message that the history shows goes under the id that webhooks have for it, if the account has shown which one that is: a webhook may still
    /// tell of it.
    /// </summary>
    private async Task<JudgedMessage> AsWebhooksNameItAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (!message.FromHistory)
        {
            return message;
        }

        var facts = await evidence.ReadAsync(cancellationToken);
        return message.Ids.FirstOrDefault(id => facts.Know(Facts.HistoryHasWebhooks(MessageNames.NameOf(id)))) is { } named
            ? message with { Id = judge.MainId(MessageNames.ValueOf(named)), ProviderMessageId = MessageNames.ValueOf(named) }
            : message;
    }

    /// <summary>Further ids under which an event may have brought it. The history's ids count as far as it has shown that they are those of webhooks.</summary>
    private async Task<List<string>> OtherIdsAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var facts = await evidence.ReadAsync(cancellationToken);
        return [.. message.Ids
            .Where(id => !message.FromHistory || facts.Know(Facts.HistoryHasWebhooks(MessageNames.NameOf(id))))
            .Select(MessageNames.ValueOf)
            .Where(id => id != message.ProviderMessageId)];
    }

    /// <summary>True if it is so old that sends of that time do not count for <see cref="EventLook.IsOrdinary"/>.</summary>
    private bool IsLate(JudgedMessage message) => message.Made < time.GetUtcNow() - Lately;

    public Task<bool> IsOwnAsync(JudgedMessage message, CancellationToken cancellationToken) => echoes.TakeOwnAsync(message, cancellationToken);

    public Task<bool> IsNoteAsync(JudgedMessage message, CancellationToken cancellationToken) => echoes.IsNoteAsync(message, cancellationToken);

    /// <summary>A manager's message does not overtake an earlier one to the same client that still waits.</summary>
    private async Task<bool> MustStayBehindAsync(JudgedMessage message, string lane, CancellationToken cancellationToken) =>
        message.Author == Author.Operator && await stored.IsBusyAsync(lane, cancellationToken);
}

using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Takes what a page of the channel's history shows and no webhook has brought.</summary>
internal sealed class HistoryTaking(WebhookHandler handler, WebhookJudge judge, HistoryEvidence shown, HistoryState state, TimeProvider time)
{
    /// <summary>The webhook has this long to come first: its spelling is the one that counts.</summary>
    public static readonly TimeSpan WebhooksFirst = TimeSpan.FromSeconds(30);

    /// <returns>True if managers' messages were too young to be taken: their webhooks may still come.</returns>
    public async Task<bool> TakeAsync(HistoryAnswer.Messages page, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var areVouched = await shown.LearnAsync(page.Oldest, cancellationToken);
        state.Looked(now, areVouched);
        var settled = page.Oldest.Where(message => message.At is { } at && at <= now - WebhooksFirst).ToList();
        var young = page.Oldest.Except(settled).ToLookup(message => judge.Judge(message).Message is { Author: Author.Operator });
        var (unplaced, notVouched) = (new List<WebhookEvent>(), new List<WebhookEvent>());
        foreach (var message in settled.Concat(young[false]))
        {
            var isVouchedFor = judge.Judge(message).Message is { } judged && await shown.VouchesForAsync(judged, cancellationToken);
            var taken = await handler.TakeFoundAsync(message, isVouchedFor, cancellationToken);
            (taken switch { Taken.Unplaced => unplaced, Taken.NotVouched => notVouched, _ => null })?.Add(message);
        }

        state.Unplaced = await handler.TakeUnplacedAsync(unplaced, cancellationToken);
        await shown.TellIfNoWebhooksAsync(notVouched, cancellationToken);
        return areVouched && young[true].Any();
    }
}

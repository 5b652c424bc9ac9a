using Relay.Delivery.Tables;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Decides whether managers' messages may be taken from the history: only after it has shown the id of one that a webhook brought. If the history
/// spelled ids in another way, every message in it would look new, and every client would get everything again.
/// </summary>
internal sealed class HistoryEvidence(
    WebhookJudge judge, IStoredEvents stored, IEvidence evidence, Echoes echoes, SetAside aside, IDatabaseIdentity birth, RelayOptions relay)
{
    private static readonly TimeSpan JustCome = TimeSpan.FromMinutes(2);

    /// <summary>Remembers the names under which the history shows such ids, with the same text at the same time.</summary>
    /// <returns>True if it ever showed one.</returns>
    public async Task<bool> LearnAsync(IReadOnlyList<WebhookEvent> page, CancellationToken cancellationToken)
    {
        var facts = await evidence.ReadAsync(cancellationToken);
        var unknown = page.Select(one => judge.Judge(one).Message).OfType<JudgedMessage>()
            .Where(message => message.Author != Author.Ignored)
            .SelectMany(message => message.Ids, (message, id) => (Message: message, Id: id))
            .Where(one => !facts.Know(FactOf(one.Id)))
            .ToList();
        if (unknown.Count > 0)
        {
            var seen = await stored.SeenAsAsync(unknown.ConvertAll(one => judge.SeenId(one.Id)), cancellationToken);
            Guid RelayedAs(string id) => judge.MainId(seen.GetValueOrDefault(judge.SeenId(id)) ?? MessageNames.ValueOf(id));
            var texts = await stored.RelayedTextsAsync(unknown.ConvertAll(one => RelayedAs(one.Id)), cancellationToken);
            foreach (var (message, id) in unknown)
            {
                if (texts.TryGetValue(RelayedAs(id), out var relayed) && IsSame(message, relayed))
                {
                    await evidence.LearnAsync(FactOf(id), cancellationToken);
                }
            }
        }

        facts = await evidence.ReadAsync(cancellationToken);
        return MessageNames.All.Any(name => facts.Know(Facts.HistoryHasWebhooks(name)));
    }

    /// <summary>True if the history would show such an id for this message too.</summary>
    public async Task<bool> VouchesForAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var facts = await evidence.ReadAsync(cancellationToken);
        return message.Ids.Any(id => facts.Know(FactOf(id)));
    }

    /// <summary>Notifies the owner if managers wrote since the relay's first start and no webhook ever brought one of their messages.</summary>
    public async Task TellIfNoWebhooksAsync(IEnumerable<WebhookEvent> notTaken, CancellationToken cancellationToken)
    {
        var start = await birth.CreatedAtAsync(cancellationToken);
        foreach (var message in notTaken.Select(one => judge.Judge(one).Message).OfType<JudgedMessage>().Where(
            message => message.Author == Author.Operator && message.CreatedAt > start))
        {
            if (await stored.KnowsRepliesAsync(cancellationToken))
            {
                return;
            }

            if ((await echoes.AlikeAsync(message with { FromHistory = true }, cancellationToken)).Count == 0)
            {
                await aside.TellNoWebhooksAsync(cancellationToken);
                return;
            }
        }
    }

    /// <summary>A number may be another message's by accident, and texts are often equal: the time is not.</summary>
    private bool IsSame(JudgedMessage found, RelayedText relayed) =>
        MessageWords.SameWords(relayed.Text, found.Text, relay.Language) && (found.At - relayed.AcceptedAt)?.Duration() <= JustCome;

    private static string FactOf(string id) => Facts.HistoryHasWebhooks(MessageNames.NameOf(id));
}

using Relay.Delivery.Messages;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// If an account's answers and events share no ids, only equal texts show its behaviour. After enough different texts in a row that all came back,
/// one event with the text of a just answered send is its echo. No other event with a manager's direction is ever dropped for its text.
/// </summary>
internal sealed class EchoesWithoutIds(ISentMessages sent, IEvidence evidence, SentWords words, SetAside aside, TimeProvider time)
{
    /// <summary>The number of different texts in a row: no manager repeats a client's texts so often.</summary>
    public const int TextsThatShow = 8;

    private const int MostLookedAt = 5 * TextsThatShow;

    private static readonly TimeSpan JustAnswered = TimeSpan.FromMinutes(1);

    /// <summary>True if it is the echo of one of these; else it is recorded there that it may be.</summary>
    public async Task<bool> TakeAsync(JudgedMessage message, IReadOnlyList<SentMessage> possible, Facts facts, CancellationToken cancellationToken)
    {
        var came = message.Made ?? time.GetUtcNow();
        var taken = SentIds.CopiesOf(message.Source);
        var ours = possible.FirstOrDefault(
            one => one.WasAnswered && one.DoneAt >= came - JustAnswered && !one.Ids.Any(id => id.StartsWith(taken, StringComparison.Ordinal)));
        if (ours is not null && !message.IsChange && facts.Know(Facts.EchoesWithoutIds(message.Source)))
        {
            return await TakeCopyAsync(ours, message, cancellationToken);
        }

        await sent.KeepAsync((ours ?? possible[^1]).Message.MessageId, [SentIds.DoubtOf(message)], cancellationToken);
        if (ours is null || message.IsChange || !await IsShownAsync(ours, message.Source, cancellationToken))
        {
            return false;
        }

        await aside.TellSameWordsAsync(cancellationToken);
        await evidence.LearnAsync(Facts.EchoesWithoutIds(message.Source), cancellationToken);
        return await TakeCopyAsync(ours, message, cancellationToken);
    }

    /// <summary>Of two concurrent events one takes the copy.</summary>
    private async Task<bool> TakeCopyAsync(SentMessage ours, JudgedMessage message, CancellationToken cancellationToken)
    {
        var isEcho = await sent.KeepAsync(ours.Message.MessageId, [SentIds.CopyOf(ours, message.Source)], cancellationToken);
        await sent.KeepAsync(ours.Message.MessageId, isEcho ? SentIds.ToKeepByWords(message) : [SentIds.DoubtOf(message)], cancellationToken);
        return isEcho;
    }

    /// <summary>True if all messages answered last came back, with enough different texts among them.</summary>
    private async Task<bool> IsShownAsync(SentMessage ours, Source source, CancellationToken cancellationToken)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in await sent.LastAnsweredAsync(ours.DoneAt!.Value, MostLookedAt, cancellationToken))
        {
            if (!one.Ids.Any(
                id => id.StartsWith(SentIds.DoubtsOf(source), StringComparison.Ordinal) || id.StartsWith(SentIds.CopiesOf(source), StringComparison.Ordinal)))
            {
                return false;
            }

            if (words.Of(one.Message) is { } text && texts.Add(text) && texts.Count == TextsThatShow)
            {
                return true;
            }
        }

        return false;
    }
}

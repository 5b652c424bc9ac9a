using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Tells the echo of a message that this relay sent from somebody's words.</summary>
internal sealed class Echoes(ISent sent, IStoredEvents stored, IEnumerable<IOutgoingWords> words)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, IOutgoingWords> words = words.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>
    /// An id that a send of ours returned decides. Where a message of ours with the same text is in its call, its id is not known yet:
    /// wait. The text itself decides only for messages that were ever uncertain, and for no more copies than there can be of one.
    /// </summary>
    public async Task<Origin> FindOriginAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (message.ProviderMessageId is { } id && await sent.IsOwnAsync(id, cancellationToken))
        {
            return Origin.Ours;
        }

        if (message.Phone is null)
        {
            return Origin.SomebodyElses;
        }

        var alike = (await sent.CandidatesAsync(message.Phone, cancellationToken)).Where(candidate => SaysTheSame(candidate.Message, message.Text)).ToList();
        foreach (var candidate in alike.Where(candidate => candidate.WasUncertain && CanBeCopy(message, candidate)))
        {
            if (await TakesCopyAsync(candidate.Message, message, cancellationToken))
            {
                return Origin.Ours;
            }
        }

        return alike.Any(candidate => candidate is { InCall: true, WasUncertain: false }) ? Origin.NotKnownYet : Origin.SomebodyElses;
    }

    /// <summary>An older message with the same words is no copy. Clocks may differ by a minute.</summary>
    private static bool CanBeCopy(JudgedMessage message, SentCandidate ours) => message.At is not { } at || at >= ours.FirstAttemptAfter - ClockTolerance;

    private async Task<bool> TakesCopyAsync(OutgoingMessage ours, JudgedMessage copy, CancellationToken cancellationToken)
    {
        var possible = ours.MaybeDuplicate ? 2 : 1;
        if (await stored.CopiesAsync(ours.MessageId, cancellationToken) >= possible)
        {
            return false;
        }

        await sent.ConfirmArrivalAsync(ours.MessageId, copy.ProviderMessageId ?? $"event:{copy.Id}", cancellationToken);
        return true;
    }

    private bool SaysTheSame(OutgoingMessage ours, string text) =>
        words.TryGetValue(ours.Type, out var kind) && Plain(kind.Of(ours)) == Plain(text);

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();
}

/// <summary>Where a text in the channel comes from.</summary>
internal enum Origin
{
    SomebodyElses,
    Ours,
    NotKnownYet,
}

using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Tells the echo of a message that this relay sent from somebody's words.</summary>
internal sealed class Echoes(ISent sent, IStoredEvents stored, IEnumerable<IOutgoingWords> words)
{
    /// <summary>What an event without an id is remembered by, with its own id: a repeat of it is no further copy.</summary>
    private const string WithoutId = "event:";

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, IOutgoingWords> words = words.ToDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>
    /// An id that a send of ours returned decides. Where a message of ours with the same text is in its call, its id is not known yet:
    /// wait. The text itself decides only for messages that were ever uncertain, and for no more copies than there can be of one.
    /// </summary>
    public async Task<Origin> FindOriginAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        // Before the ids: a call that ends between the two looks has left its id by then.
        var candidates = message.Phone is { } phone ? await sent.CandidatesAsync(phone, cancellationToken) : [];
        if (await sent.IsOwnAsync(KnownBy(message), cancellationToken))
        {
            return Origin.Ours;
        }

        var alike = candidates.Where(candidate => SaysTheSame(candidate.Message, message.Text)).ToList();
        foreach (var candidate in alike.Where(candidate => candidate.WasUncertain && CanBeCopy(message, candidate)))
        {
            if (await TakesCopyAsync(candidate.Message, message, cancellationToken))
            {
                return Origin.Ours;
            }
        }

        return alike.Any(candidate => candidate is { InCall: true, WasUncertain: false }) ? Origin.NotKnownYet : Origin.SomebodyElses;
    }

    /// <summary>True if a marked text is a note of ours, by its id or by its words: its echo may come before the answer, and without an id.</summary>
    public async Task<bool> IsNoteAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        await sent.IsOwnAsync(KnownBy(message), cancellationToken)
        || (message.Phone is { } phone && (await stored.NotesAsync(phone, cancellationToken)).Any(note => SaysTheSame(note, message.Text)));

    /// <summary>An older message with the same words is no copy. Clocks may differ by a minute.</summary>
    private static bool CanBeCopy(JudgedMessage message, SentCandidate ours) => message.At is not { } at || at >= ours.FirstAttemptAfter - ClockTolerance;

    private static bool IsWithoutId(string knownBy) => knownBy.StartsWith(WithoutId, StringComparison.Ordinal);

    private static string KnownBy(JudgedMessage message) => message.ProviderMessageId ?? WithoutId + message.Id;

    /// <summary>
    /// A copy may show twice: with its id in the history, and as an echo without one. So those with an id, and those without, are as many as
    /// copies are possible, each for themselves.
    /// </summary>
    private async Task<bool> TakesCopyAsync(OutgoingMessage ours, JudgedMessage copy, CancellationToken cancellationToken)
    {
        var possible = ours.MaybeDuplicate ? 2 : 1;
        var known = await stored.CopiesAsync(ours.MessageId, cancellationToken);
        if (known.Count(id => IsWithoutId(id) == IsWithoutId(KnownBy(copy))) >= possible)
        {
            return false;
        }

        await sent.ConfirmArrivalAsync(ours.MessageId, KnownBy(copy), cancellationToken);
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

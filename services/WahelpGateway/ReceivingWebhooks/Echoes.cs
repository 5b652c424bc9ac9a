using Relay.Delivery.Messages;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Distinguishes the echo of a message that this relay sent from a person's message (docs/wahelp-events.md, "Who wrote it"). Ids decide, as far as
/// the account has shown that they agree; equal texts alone only delay a message or make it a dead letter.
/// </summary>
internal sealed class Echoes(ISentMessages sent, IStoredEvents stored, IEvidence evidence, EchoesWithoutIds withoutIds, SentWords words, TimeProvider time)
{
    private static readonly TimeSpan JustSent = TimeSpan.FromMinutes(1);

    public async Task<Origin> FindOriginAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        // Before the ids: if a call ends between the two queries, its ids are there by then.
        var alike = await AlikeAsync(message, cancellationToken);
        var kept = await sent.FindAsync(SentIds.Keys(message), cancellationToken);
        if (await TakeOwnAsync(message, kept, cancellationToken))
        {
            return Origin.Ours;
        }

        var facts = await evidence.ReadAsync(cancellationToken);
        if (message.IsAskedFor || await IsAcceptedAsync(message, cancellationToken))
        {
            return alike.Exists(ours => ours.InCall) && message.IsAskedFor ? Origin.NotKnownYet : Origin.SomebodyElses;
        }

        var mayBeOurs = kept.Any(ours => ours.Ids.Contains(SentIds.DoubtOf(message)) || Match(ours, message, facts) is null);
        return mayBeOurs || IsForgotten(message, facts) ? Origin.Doubtful
            : alike.Exists(ours => ours.InCall) ? Origin.NotKnownYet
            : await ByWordsAsync(message, alike, facts, cancellationToken);
    }

    /// <summary>True if an id shows that the event is about a message of ours. That message has arrived.</summary>
    public async Task<bool> TakeOwnAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        await TakeOwnAsync(message, await sent.FindAsync(SentIds.Keys(message), cancellationToken), cancellationToken);

    /// <summary>True if a marked text is a note of ours, by its id or its text: its echo may come before the answer, and without an id.</summary>
    public async Task<bool> IsNoteAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var kept = await sent.FindAsync(SentIds.Keys(message), cancellationToken);
        var facts = await evidence.ReadAsync(cancellationToken);
        return await TakeOwnAsync(message, kept, cancellationToken)
            || kept.Any(ours => Match(ours, message, facts) is null)
            || (message.Phone is { } phone && (await stored.NotesAsync(phone, cancellationToken)).Any(note => words.Are(note, message.Text)));
    }

    /// <summary>
    /// True for messages made before the database was restored, if echoes come with a manager's direction: the ids sent since the backup are lost.
    /// </summary>
    public async Task<bool> IsForgottenAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        IsForgotten(message, await evidence.ReadAsync(cancellationToken));

    /// <summary>Our messages to this phone with this text, around the event's time.</summary>
    public async Task<List<SentMessage>> AlikeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var toPhone = message.Phone is { } phone ? await sent.SentToAsync(phone, Moment(message), cancellationToken) : [];
        return [.. toPhone.Where(ours => Say(ours, message))];
    }

    /// <summary>True if ids alone say so. A number and words that agree may be an accident: they say nothing of what is known as somebody else's.</summary>
    private bool IsProven(SentMessage ours, JudgedMessage message, Facts facts) =>
        SentIds.Match(ours, message, SameWords(ours, message), ofItsTime: false, facts) == true;

    private bool? Match(SentMessage ours, JudgedMessage message, Facts facts) =>
        SentIds.Match(ours, message, SameWords(ours, message), IsOfItsTime(message, ours), facts);

    private bool? SameWords(SentMessage ours, JudgedMessage message) => words.Of(ours.Message) is null ? null : Say(ours, message);

    /// <summary>Ours are words alone: an event with a file says the same only if the words themselves name that file.</summary>
    private bool Say(SentMessage ours, JudgedMessage message) => words.Are(ours.Message, message.Text)
        && (message.FileUrl is null || words.Of(ours.Message)?.Contains(message.FileUrl, StringComparison.Ordinal) == true);

    /// <summary>True if the message came before: then it was somebody else's, or in doubt for another message of ours.</summary>
    private async Task<bool> IsKnownAsync(JudgedMessage message, SentMessage own, IReadOnlyList<SentMessage> kept, CancellationToken cancellationToken) =>
        kept.Any(other => other != own && other.Ids.Contains(SentIds.DoubtOf(message))) || await IsAcceptedAsync(message, cancellationToken);

    private async Task<bool> IsAcceptedAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        (await stored.AcceptedAsync([message.Id], cancellationToken)).Count > 0;

    private static bool IsForgotten(JudgedMessage message, Facts facts) =>
        message.Author == Author.Operator && message.At < facts.RestoredBefore && facts.Know(Facts.OursComeAs(message.Source, message.Direction));

    private async Task<bool> TakeOwnAsync(JudgedMessage message, IReadOnlyList<SentMessage> kept, CancellationToken cancellationToken)
    {
        var facts = await evidence.ReadAsync(cancellationToken);
        var own = kept.FirstOrDefault(ours => Match(ours, message, facts) == true);
        if (own is null || (!IsProven(own, message, facts) && await IsKnownAsync(message, own, kept, cancellationToken)))
        {
            return false;
        }

        if (words.Are(own.Message, message.Text) && (!message.IsChange || IsWithin(message.CreatedAt, own)))
        {
            await LearnAsync(own, message, facts, cancellationToken);
        }

        if (own is { WasUncertain: true, DoneAt: null })
        {
            await sent.ConfirmArrivalAsync(own.Message.MessageId, SentIds.ToKeep(own, message, facts), cancellationToken);
        }

        return true;
    }

    /// <summary>The event's other ids are kept, so that whatever has them next is known; and which names agree, and with which direction ours come.</summary>
    private async Task LearnAsync(SentMessage own, JudgedMessage message, Facts facts, CancellationToken cancellationToken)
    {
        var called = SentIds.ToKeep(own, message, facts);
        if (message.Ids.Count > 1 && !called.All(own.Ids.Contains))
        {
            await sent.KeepAsync(own.Message.MessageId, called, cancellationToken);
        }

        var shown = SentIds.Common(own, message, facts).Select(pair => Facts.SameIds(pair.Sent, message.Source, pair.Met)).ToList();
        var unknown = shown.Take(1).Select(_ => Facts.OursComeAs(message.Source, message.Direction)).Concat(shown).Where(fact => !facts.Know(fact)).ToList();
        if (unknown.Count > 0 && IsOfItsTime(message, own) && (await AlikeAsync(message, cancellationToken)).Count < 2)
        {
            foreach (var fact in unknown)
            {
                await evidence.LearnAsync(fact, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The same number and text at another time, or a text that was sent twice, may be an accident: it proves nothing. Nor does an edit that does not
    /// say when its message was made.
    /// </summary>
    private bool IsOfItsTime(JudgedMessage message, SentMessage own) =>
        message is not { IsChange: true, HasStatus: false, CreatedAt: null } && IsWithin(Moment(message), own);

    /// <summary>A change may come at any time: only the time when its message was made shows whether it is ours.</summary>
    private static bool IsWithin(DateTimeOffset? moment, SentMessage own) =>
        moment >= own.FirstAttemptAt - JustSent && moment <= (own.DoneAt ?? own.FirstAttemptAt) + JustSent;

    private DateTimeOffset Moment(JudgedMessage message) => message.Made ?? time.GetUtcNow();

    private async Task<Origin> ByWordsAsync(JudgedMessage message, List<SentMessage> alike, Facts facts, CancellationToken cancellationToken)
    {
        var possible = alike.FindAll(ours => ours.WasUncertain || !SentIds.WouldTell(ours, message, facts));
        if (possible.Count > 0 && Confirms(message, possible, facts))
        {
            await sent.ConfirmArrivalAsync(possible[0].Message.MessageId, SentIds.ToKeepByWords(message), cancellationToken);
            return Origin.Ours;
        }

        return possible.Count == 0 || message.Author == Author.Ignored ? Origin.SomebodyElses
            : await withoutIds.TakeAsync(message, possible, facts, cancellationToken) ? Origin.Ours
            : Origin.Doubtful;
    }

    /// <summary>
    /// An equal text settles an uncertain message if there is no doubt: ours come with just this direction, which is no manager's; the message was made
    /// when ours was sent, and nothing else that was sent has this text. The time may be in whole seconds.
    /// </summary>
    private static bool Confirms(JudgedMessage message, List<SentMessage> possible, Facts facts) =>
        message.Author != Author.Operator
        && facts.Know(Facts.OursComeAs(message.Source, message.Direction))
        && possible is [{ WasUncertain: true, DoneAt: null, FirstAttemptAt: { } first }]
        && message.CreatedAt >= first.AddTicks(-(first.Ticks % TimeSpan.TicksPerSecond));
}

/// <summary>The origin of a text in the channel.</summary>
internal enum Origin
{
    SomebodyElses,
    Ours,
    NotKnownYet,

    /// <summary>It may be a manager's or ours.</summary>
    Doubtful,
}

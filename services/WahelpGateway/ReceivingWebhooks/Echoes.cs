using Relay.Delivery.Messages;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Tells the echo of a message that this relay sent from somebody's words (docs/architecture.md, "Who wrote it"). Ids decide, as far as the account
/// has shown that they agree; words may delay and put aside.
/// </summary>
internal sealed class Echoes(ISentMessages sent, IStoredEvents stored, IEvidence evidence, EchoesWithoutIds withoutIds, SentWords words, TimeProvider time)
{
    private static readonly TimeSpan JustSent = TimeSpan.FromMinutes(1);

    public async Task<Origin> FindOriginAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        // Before the ids: a call that ends between the two looks has left its ids by then.
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

    /// <summary>True if an id shows that it tells of a message of ours. That one has arrived.</summary>
    public async Task<bool> TakeOwnAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        await TakeOwnAsync(message, await sent.FindAsync(SentIds.Keys(message), cancellationToken), cancellationToken);

    /// <summary>True if a marked text is a note of ours, by its id or by its words: its echo may come before the answer, and without an id.</summary>
    public async Task<bool> IsNoteAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var kept = await sent.FindAsync(SentIds.Keys(message), cancellationToken);
        var facts = await evidence.ReadAsync(cancellationToken);
        return await TakeOwnAsync(message, kept, cancellationToken)
            || kept.Any(ours => Match(ours, message, facts) is null)
            || (message.Phone is { } phone && (await stored.NotesAsync(phone, cancellationToken)).Any(note => words.Are(note, message.Text)));
    }

    /// <summary>
    /// True for what was made before the database was restored, if echoes come as a manager's messages: the ids of what was sent since the backup
    /// are gone.
    /// </summary>
    public async Task<bool> IsForgottenAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        IsForgotten(message, await evidence.ReadAsync(cancellationToken));

    /// <summary>What was sent to this phone with these words, around the time that the event is of.</summary>
    public async Task<List<SentMessage>> AlikeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var toPhone = message.Phone is { } phone ? await sent.SentToAsync(phone, Moment(message), cancellationToken) : [];
        return [.. toPhone.Where(ours => words.Are(ours.Message, message.Text))];
    }

    /// <summary>True if ids alone say so. A number and words that agree may be an accident: they say nothing of what is known as somebody else's.</summary>
    private bool IsProven(SentMessage ours, JudgedMessage message, Facts facts) =>
        SentIds.Match(ours, message, SameWords(ours, message), ofItsTime: false, facts) == true;

    private bool? Match(SentMessage ours, JudgedMessage message, Facts facts) =>
        SentIds.Match(ours, message, SameWords(ours, message), IsOfItsTime(message, ours), facts);

    private bool? SameWords(SentMessage ours, JudgedMessage message) => words.Of(ours.Message) is null ? null : words.Are(ours.Message, message.Text);

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

    /// <summary>What else it is called is kept, so that whatever names it next is known; and which names agree, and as whose messages ours come.</summary>
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

    /// <summary>The same number and words at another time, or words that were sent twice, may be an accident: they teach nothing.</summary>
    private bool IsOfItsTime(JudgedMessage message, SentMessage own) => IsWithin(Moment(message), own);

    /// <summary>A change may come at any time: only when its message was made tells whether that is ours.</summary>
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
    /// Words settle an uncertain message if there is no doubt: ours come with just this direction, which is no manager's; it was made when ours was
    /// sent, and nothing else that was sent has these words. The time may be in whole seconds.
    /// </summary>
    private static bool Confirms(JudgedMessage message, List<SentMessage> possible, Facts facts) =>
        message.Author != Author.Operator
        && facts.Know(Facts.OursComeAs(message.Source, message.Direction))
        && possible is [{ WasUncertain: true, DoneAt: null, FirstAttemptAt: { } first }]
        && message.CreatedAt >= first.AddTicks(-(first.Ticks % TimeSpan.TicksPerSecond));
}

/// <summary>Where a text in the channel comes from.</summary>
internal enum Origin
{
    SomebodyElses,
    Ours,
    NotKnownYet,

    /// <summary>It may be a manager's, or ours: nobody can tell.</summary>
    Doubtful,
}

using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Takes a text that is known to be no echo: relays a manager's, drops a client's, puts aside what nobody can place.</summary>
internal sealed class MessageTaking(
    IAcceptance acceptance,
    IStoredEvents stored,
    IDatabaseIdentity birth,
    Versions versions,
    WebhookJudge judge,
    SetAside aside,
    TimeProvider time)
{
    /// <summary>A message older than this is history that Wahelp shows again, not something to deliver.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>How far Wahelp's clock may be behind ours: what is written in the first minute must not be taken for older than the relay.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>For so long a new message from before the first start is put aside.</summary>
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    /// <summary>What stands where bytes could not be decoded.</summary>
    private const char Undecodable = '\uFFFD';

    /// <summary>The same, of a text that may be one.</summary>
    public async Task<Taken> TakeAsync(JudgedMessage message, Origin origin, CancellationToken cancellationToken)
    {
        if (origin != Origin.Ours)
        {
            return await TakeAsync(message with { IsDoubtful = origin == Origin.Doubtful }, cancellationToken);
        }

        await RememberAsync(message, cancellationToken);
        return Taken.Echo;
    }

    public async Task<Taken> TakeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case { Author: Author.Ignored }:
                return Taken.Ignored;
            case { Author: Author.Unknown, FromHistory: true }:
                return Taken.Unplaced;
            case { Author: Author.Unknown }:
                await aside.UnknownDirectionAsync(message, cancellationToken);
                return Taken.Dead;
            case { Phone: null }:
                await aside.PutAsync(message, "a manager's message without a phone", cancellationToken);
                return Taken.Dead;
        }

        if (await IsStatusAsync(message, cancellationToken))
        {
            return Taken.Status;
        }

        if (message.Text.Contains(Undecodable))
        {
            await aside.DamagedAsync(message, cancellationToken);
            return Taken.Dead;
        }

        if (message.FromHistory || message.IsChange)
        {
            return await TakeYoungAsync(message, cancellationToken);
        }

        if (await IsFromBeforeAsync(message, cancellationToken))
        {
            await aside.EarlyAsync(message, cancellationToken);
            return Taken.Dead;
        }

        return await RelayAsync(message, cancellationToken);
    }

    private async Task<Taken> RelayAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (message.IsDoubtful)
        {
            await aside.DoubtfulAsync(message, cancellationToken);
            await RememberAsync(message, cancellationToken);
            return Taken.Doubtful;
        }

        var added = await acceptance.AcceptAsync(
            [Relayed(message, message.Id, isEdit: false), .. Words(message), .. OtherIds(message)], alongside: null, cancellationToken);
        return added.Contains(message.Id) || message.FromHistory ? Taken.Relayed : await TakeEditAsync(message, cancellationToken);
    }

    /// <summary>True if the event has neither an id nor new words: it says what became of a message that is known.</summary>
    public async Task<bool> IsStatusAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        message is { MayBeStatus: true, WordsId: { } words } && (await stored.AcceptedAsync([words], cancellationToken)).Count > 0;

    /// <summary>Remembers the words of a text without an id that is not relayed, so that its statuses are known as such.</summary>
    private Task RememberAsync(JudgedMessage echo, CancellationToken cancellationToken) =>
        echo.WordsId is null ? Task.CompletedTask : acceptance.AcceptAsync([.. Words(echo)], alongside: null, cancellationToken);

    /// <summary>
    /// Tells of messages that the history shows with directions that no setting names: one dead letter a day, for each look finds the same ones
    /// again. They are not lost: with the right setting the next look takes them.
    /// </summary>
    /// <returns>How many they are, without those that a webhook brought.</returns>
    public async Task<int> TakeUnplacedAsync(IReadOnlyList<JudgedMessage> found, CancellationToken cancellationToken)
    {
        var known = await stored.AcceptedAsync([.. found.Select(message => message.Id)], cancellationToken);
        var unplaced = found.Where(message => !known.Contains(message.Id)).ToList();
        await aside.UnplacedAsync(unplaced, cancellationToken);
        return unplaced.Count;
    }

    /// <summary>
    /// Takes a text that begins as a note of the relay's and is none. A client who read it would take it for the relay's words, and no note says so,
    /// for that one would begin in the same way: it is put aside, and the owner is told once.
    /// </summary>
    public async Task<Taken> TakeMarkedAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (message.Author == Author.Ignored || message.FromHistory)
        {
            return Taken.Ignored;
        }

        await aside.MarkedAsync(message, cancellationToken);
        return Taken.Dead;
    }

    /// <summary>
    /// Acceptance ignores a known id. So the texts that stand under it, whoever stored them, tell whether this one is another: asked afterwards, no
    /// race of two events can hide an edit. Of two that come at once, the later asks again.
    /// </summary>
    private async Task<Taken> TakeEditAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        Guid? tried = null;
        while (await versions.NextAsync(message, cancellationToken) is { } id && id != tried)
        {
            if ((await acceptance.AcceptAsync([Relayed(message, id, isEdit: true)], alongside: null, cancellationToken)).Contains(id))
            {
                return Taken.Edit;
            }

            tried = id;
        }

        return Taken.Relayed;
    }

    private static IEnumerable<Intake> Words(JudgedMessage message) => message.WordsId is { } id ? [new Intake { MessageId = id }] : [];

    /// <summary>Whatever names it next is this message, and never a copy of ours.</summary>
    private IEnumerable<Intake> OtherIds(JudgedMessage message) => message is { Ids.Count: > 1, ProviderMessageId: { } first }
        ? message.Ids.Where(id => MessageNames.ValueOf(id) != first).Select(id => new Intake { MessageId = judge.SeenId(id), Mark = SeenMark.Of(first) })
        : [];

    /// <summary>
    /// What the history shows, and a change of a message that was never seen, is relayed only if it was made since the relay's first start, and not
    /// long ago. A change without that time may be of any age. It leaves no trace, for the message itself may still come.
    /// </summary>
    private async Task<Taken> TakeYoungAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var made = message.FromHistory ? message.At : message.CreatedAt;
        var start = await birth.CreatedAtAsync(cancellationToken) - ClockTolerance;
        return (made >= start && made >= time.GetUtcNow() - Oldest)
            || (!message.FromHistory && (await stored.AcceptedAsync([message.Id], cancellationToken)).Count > 0)
            ? await RelayAsync(message, cancellationToken)
            : Taken.History;
    }

    /// <summary>A new message is relayed whatever its time says; but in the first day Wahelp may show again what was there before the relay.</summary>
    private async Task<bool> IsFromBeforeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var start = await birth.CreatedAtAsync(cancellationToken);
        return !message.IsAskedFor && message.CreatedAt < start - ClockTolerance && time.GetUtcNow() < start + FirstDay;
    }

    private Intake Relayed(JudgedMessage message, Guid id, bool isEdit)
    {
        var lane = $"{judge.Channel}:{message.Phone}";
        return new Intake
        {
            MessageId = id,
            Raw = message.Raw,
            Mark = RelayedText.MarkOf(message.ChangedAt),
            Lane = lane,
            Party = message.Phone,
            Publish = new OperatorReplied
            {
                MessageId = id,
                Lane = lane,
                Number = 0,
                Previous = 0,
                Channel = judge.Channel,
                Phone = message.Phone!,
                Text = message.Text,
                IsEdit = isEdit,
                MaybeDuplicate = message.MaybeDuplicate,
                AcceptedAt = time.GetUtcNow(),
                WrittenAt = message.CameAt,
            },
        };
    }
}

/// <summary>What became of an event.</summary>
internal enum Taken
{
    /// <summary>Accepted, now or before, to be shown to the client.</summary>
    Relayed,

    /// <summary>The same, as a correction.</summary>
    Edit,

    /// <summary>Waits until it is known whether it is an echo.</summary>
    Waits,

    /// <summary>Found in the history, or a change: older than the relay or than a week, or nobody knows how old.</summary>
    History,

    /// <summary>An echo of the relay's own message.</summary>
    Echo,

    /// <summary>Of a client, or of somebody else who is not relayed.</summary>
    Ignored,

    /// <summary>What became of a message that is known, by its words alone.</summary>
    Status,

    /// <summary>Found in the history, with a direction that no setting names.</summary>
    Unplaced,

    /// <summary>Found in the history, which has not shown yet that its ids are those of webhooks.</summary>
    NotVouched,

    /// <summary>Of another channel.</summary>
    ForeignChannel,

    /// <summary>A dead letter, for it may be an echo; the manager is told.</summary>
    Doubtful,

    /// <summary>A dead letter.</summary>
    Dead,
}

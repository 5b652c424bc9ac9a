using Relay.Contracts;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Processes a text that is known to be no echo: relays a manager's, drops a client's, stores unclear ones as dead letters.</summary>
internal sealed class MessageTaking(
    IAcceptance acceptance,
    IStoredEvents stored,
    IDatabaseIdentity birth,
    Versions versions,
    WebhookJudge judge,
    SetAside aside,
    TimeProvider time)
{
    /// <summary>An older message is history that Wahelp shows again, not something to deliver.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>How far Wahelp's clock may be behind ours: a message of the first minute must not count as older than the relay.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>For this long, new messages from before the first start become dead letters.</summary>
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    /// <summary>The replacement for undecodable bytes.</summary>
    private const char Undecodable = '\uFFFD';

    /// <summary>The same, in a text that may be a replacement.</summary>
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
            [Relayed(message), .. Words(message), .. OtherIds(message)], alongside: null, cancellationToken);
        return added.Contains(message.Id) || message.FromHistory ? Taken.Relayed : await TakeEditAsync(message, cancellationToken);
    }

    /// <summary>True if the event has neither an id nor a new text: it is the status of a known message.</summary>
    public async Task<bool> IsStatusAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        message is { MayBeStatus: true, WordsId: { } words } && (await stored.AcceptedAsync([words], cancellationToken)).Count > 0;

    /// <summary>Remembers a text without an id that is not relayed, so that its statuses are recognised.</summary>
    private Task RememberAsync(JudgedMessage echo, CancellationToken cancellationToken) =>
        echo.WordsId is null ? Task.CompletedTask : acceptance.AcceptAsync([.. Words(echo)], alongside: null, cancellationToken);

    /// <summary>
    /// Reports messages in the history with directions that no setting names: one dead letter a day, because each read finds the same ones. They are not
    /// lost: with the right setting the next read takes them.
    /// </summary>
    /// <returns>Their number, without those that a webhook brought.</returns>
    public async Task<int> TakeUnplacedAsync(IReadOnlyList<JudgedMessage> found, CancellationToken cancellationToken)
    {
        var known = await stored.AcceptedAsync([.. found.Select(message => message.Id)], cancellationToken);
        var unplaced = found.Where(message => !known.Contains(message.Id)).ToList();
        await aside.UnplacedAsync(unplaced, cancellationToken);
        return unplaced.Count;
    }

    /// <summary>
    /// Handles a text that begins like a note of the relay but is not one. A client would take it for the relay's words, and a note about it would begin
    /// in the same way. So it becomes a dead letter, and the owner is notified once.
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
    /// Acceptance ignores a known id. So the texts stored under it, by whichever instance, show whether this one is different. Reading them afterwards
    /// means that no race of two events can hide an edit: of two concurrent ones, the later asks again.
    /// </summary>
    private async Task<Taken> TakeEditAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        Guid? tried = null;
        while (await versions.NextAsync(message, cancellationToken) is { } next && next.Id != tried)
        {
            if ((await acceptance.AcceptAsync([Edited(message, next)], alongside: null, cancellationToken)).Contains(next.Id))
            {
                return Taken.Edit;
            }

            tried = next.Id;
        }

        return Taken.Relayed;
    }

    private static IEnumerable<Intake> Words(JudgedMessage message) => message.WordsId is { } id ? [new Intake { MessageId = id }] : [];

    /// <summary>An event with one of its other ids is about this message, and never a copy of ours.</summary>
    private IEnumerable<Intake> OtherIds(JudgedMessage message) => message is { Ids.Count: > 1, ProviderMessageId: { } first }
        ? message.Ids.Where(id => MessageNames.ValueOf(id) != first).Select(
            id => new Intake { MessageId = judge.SeenId(id), Mark = SeenMark.Of(first, message.Source) })
        : [];

    /// <summary>
    /// A message from the history, or a change of an unknown message, is relayed only if it was made since the relay's first start and recently. A change
    /// without that time may be of any age: an edit becomes a dead letter, and the owner is notified. A status leaves no trace, nor does a message from
    /// the history, because the message itself may still come.
    /// </summary>
    private async Task<Taken> TakeYoungAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var made = message.FromHistory ? message.At : message.CreatedAt;
        var start = await birth.CreatedAtAsync(cancellationToken) - ClockTolerance;
        var isEdit = message is { FromHistory: false, HasStatus: false };
        if ((made >= start && made >= time.GetUtcNow() - Oldest)
            || message.IsAskedFor
            || (isEdit && message.IsDoubtful)
            || (!message.FromHistory && (await stored.AcceptedAsync([message.Id], cancellationToken)).Count > 0))
        {
            return await RelayAsync(message, cancellationToken);
        }

        if (!isEdit || made < start)
        {
            return Taken.History;
        }

        await aside.UnknownChangeAsync(message, cancellationToken);
        return Taken.Dead;
    }

    /// <summary>A new message is relayed whatever its time says, but on the first day Wahelp may show older messages again.</summary>
    private async Task<bool> IsFromBeforeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var start = await birth.CreatedAtAsync(cancellationToken);
        return !message.IsAskedFor && message.CreatedAt < start - ClockTolerance && time.GetUtcNow() < start + FirstDay;
    }

    private Intake Relayed(JudgedMessage message) => Intake(message, new OperatorReplied
    {
        MessageId = message.Id,
        Lane = LaneKey.OfPhone(judge.Channel, message.Phone!),
        Number = 0,
        Previous = 0,
        Channel = judge.Channel,
        Phone = message.Phone!,
        Text = message.Text,
        Attachments = AttachmentsOf(message.FileUrl),
        MaybeDuplicate = message.MaybeDuplicate,
        AcceptedAt = time.GetUtcNow(),
        WrittenAt = message.CameAt,
    });

    /// <summary>An edit goes where the message went, in its lane. Once the message had another file, each edit names its file.</summary>
    private Intake Edited(JudgedMessage message, NextVersion next) => Intake(message, new OperatorReplied
    {
        MessageId = next.Id,
        Lane = next.First.Lane,
        Number = 0,
        Previous = 0,
        Channel = judge.Channel,
        Phone = next.First.Phone,
        Text = message.Text,
        Attachments = AttachmentsOf(next.OtherFileUrl),
        Original = message.Id,
        IsEdit = true,
        MaybeDuplicate = message.MaybeDuplicate,
        AcceptedAt = time.GetUtcNow(),
        WrittenAt = message.CameAt,
    });

    private static IReadOnlyList<Attachment> AttachmentsOf(string? fileUrl) => fileUrl is null ? [] : [new Attachment { Url = fileUrl, FileName = "" }];

    private static Intake Intake(JudgedMessage message, OperatorReplied reply) => new()
    {
        MessageId = reply.MessageId,
        Raw = message.Raw,
        Mark = RelayedText.MarkOf(message.ChangedAt),
        Lane = reply.Lane,
        Party = reply.Phone,
        Publish = reply,
    };
}

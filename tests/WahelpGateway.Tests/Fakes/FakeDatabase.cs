using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Tables;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>The database of the webhook's side, in memory, idempotent like the real one.</summary>
internal sealed partial class FakeDatabase : IAcceptance, IStoredEvents, IDatabaseIdentity, IOwnerNotices, IDatabaseReady
{
    private readonly Dictionary<Guid, Intake> accepted = [];

    public DateTimeOffset CreatedAt { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What messages of ours said; null if no message is told from another by that.</summary>
    public SentWords? Words { get; set; }

    /// <summary>The exception of each access; null if it works.</summary>
    public Func<Exception?>? Away { get; set; }

    /// <summary>In the order of acceptance, each id once.</summary>
    public List<Intake> Accepted { get; } = [];

    public List<OperatorReplied> Replies => [.. Accepted.Select(intake => intake.Publish).OfType<OperatorReplied>()];

    public HashSet<string> BusyLanes { get; } = [];

    public List<OwnerNotice> Told { get; } = [];

    public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<Intake> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        Assert.Null(alongside);
        ThrowIfAway();
        var fresh = batch.Where(intake => accepted.TryAdd(intake.MessageId, intake)).ToList();
        Accepted.AddRange(fresh);
        return Task.FromResult<IReadOnlySet<Guid>>(fresh.Select(intake => intake.MessageId).ToHashSet());
    }

    public Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        var sent = keys.SentIds.Select(ForeignId.Of).ToHashSet(StringComparer.Ordinal);
        var lately = Clock.GetUtcNow().AddHours(-24);
        var known = keys.SeenIds.Select(accepted.GetValueOrDefault).OfType<Intake>().FirstOrDefault();
        return Task.FromResult(new EventLook(
            !Sent.Values.Any(
                ours => (ours.Message.SentTo == keys.Phone && (ours.DoneAt is null || ours.FirstAttemptAt > lately) && MayHaveSaid(ours, keys.Words))
                    || ours.Ids.Any(sent.Contains))
                && !BusyLanes.Contains(keys.WaitingLane),
            known?.MessageId,
            known?.Mark));
    }

    private bool MayHaveSaid(SentMessage ours, string? words) =>
        words is null || !ours.WasAnswered || Words?.Of(ours.Message) is not { } said || SentWords.NameOf(said) == words;

    public Task<IReadOnlyDictionary<Guid, string>> SeenAsAsync(IReadOnlyList<Guid> seenIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, string>>(seenIds
            .Select(accepted.GetValueOrDefault).OfType<Intake>()
            .Where(intake => SeenMark.IdByWebhook(intake.Mark) is not null).DistinctBy(intake => intake.MessageId)
            .ToDictionary(intake => intake.MessageId, intake => SeenMark.IdByWebhook(intake.Mark)!));

    public Task<bool> KnowsRepliesAsync(CancellationToken cancellationToken) => Task.FromResult(Replies.Count > 0);

    public Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<Guid>>(messageIds.Where(accepted.ContainsKey).ToHashSet());

    public Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, RelayedText>>(messageIds
            .Select(accepted.GetValueOrDefault).OfType<Intake>().Where(intake => intake.Publish is OperatorReplied).DistinctBy(intake => intake.MessageId)
            .ToDictionary(
                intake => intake.MessageId,
                intake => RelayedText.Of((OperatorReplied)intake.Publish!, intake.Mark)));

    public Task<string?> LaneOfReplyAsync(Guid messageId, CancellationToken cancellationToken) =>
        Task.FromResult(accepted.GetValueOrDefault(messageId) is { Publish: OperatorReplied } reply ? reply.Lane : null);

    public Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken) => Task.FromResult(BusyLanes.Contains(lane));

    public List<OutgoingMessage> Notes { get; } = [];

    public Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OutgoingMessage>>([.. Notes.Where(note => note.Lane == $"note:{phone}")]);

    public Task<IReadOnlyList<OutgoingMessage>> LastOfAsync(string lane, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken) => Task.FromResult(CreatedAt);

    public Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Guid> SecretIdAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        Told.Add(notice);
        return Task.CompletedTask;
    }

    private void ThrowIfAway()
    {
        if (Away?.Invoke() is { } error)
        {
            throw error;
        }
    }
}

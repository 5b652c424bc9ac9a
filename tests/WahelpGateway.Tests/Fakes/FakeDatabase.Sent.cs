using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>Sent messages, the account's evidence, and reports to people.</summary>
internal sealed partial class FakeDatabase : ISentMessages, IEvidence, IManagerNotes, IChannelList
{
    private readonly Dictionary<string, string> facts = new(StringComparer.Ordinal);

    /// <summary>Sent messages that may have arrived.</summary>
    public Dictionary<Guid, SentMessage> Sent { get; } = [];

    /// <summary>Messages that became delivered by a sign.</summary>
    public List<Guid> Confirmed { get; } = [];

    /// <summary>The texts reported to managers.</summary>
    public List<string> DoubtsTold { get; } = [];

    public DateTimeOffset? RestoredBefore { get; set; }

    /// <summary>The entry in the list of channels; null if it is not answered.</summary>
    public ChannelSeen? Listed { get; set; }

    public IEnumerable<string> Facts => facts.Keys;

    /// <summary>An answered send to the usual phone.</summary>
    public SentMessage Answered(string text, DateTimeOffset at, params string[] ids) => Add(new SentMessage
    {
        Message = Webhooks.ClientMessage(text),
        Ids = ids,
        WasAnswered = true,
        FirstAttemptAt = at.AddSeconds(-1),
        DoneAt = at,
    });

    /// <summary>A send whose answer was lost.</summary>
    public SentMessage Uncertain(string text, DateTimeOffset at) =>
        Add(new SentMessage { Message = Webhooks.ClientMessage(text), WasUncertain = true, FirstAttemptAt = at });

    /// <summary>A send whose call is running.</summary>
    public SentMessage InCall(string text, DateTimeOffset at) =>
        Add(new SentMessage { Message = Webhooks.ClientMessage(text), InCall = true, FirstAttemptAt = at });

    public SentMessage Add(SentMessage ours) => Sent[ours.Message.MessageId] = ours;

    public Task<IReadOnlyList<SentMessage>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        var kept = ids.Select(ForeignId.Of).ToHashSet(StringComparer.Ordinal);
        return List(Sent.Values.Where(ours => ours.Ids.Any(kept.Contains)));
    }

    public Task<IReadOnlyList<SentMessage>> SentToAsync(string phone, DateTimeOffset around, CancellationToken cancellationToken) =>
        List(
            Sent.Values.Where(
                ours => ours.Message.SentTo == phone && (ours.DoneAt is null || (ours.FirstAttemptAt - around)?.Duration() <= TimeSpan.FromHours(24))));

    public Task<IReadOnlyList<SentMessage>> LastAnsweredAsync(DateTimeOffset until, int most, CancellationToken cancellationToken) =>
        List(Sent.Values.Where(ours => ours.WasAnswered && ours.DoneAt <= until).OrderByDescending(ours => ours.DoneAt).Take(most));

    public Task<bool> KeepAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        var fresh = ids.Select(ForeignId.Of).Where(id => !Sent.Values.Any(ours => ours.Ids.Contains(id))).ToList();
        Sent[messageId] = Sent[messageId] with { Ids = [.. Sent[messageId].Ids, .. fresh] };
        return Task.FromResult(fresh.Count > 0);
    }

    public Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Sent.Values.Any(ours => ours is { WasUncertain: true, DoneAt: null }));

    public async Task ConfirmArrivalAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await KeepAsync(messageId, ids, cancellationToken);
        Confirmed.Add(messageId);
        Sent[messageId] = Sent[messageId] with { DoneAt = Sent[messageId].FirstAttemptAt };
    }

    public ValueTask<Facts> ReadAsync(CancellationToken cancellationToken) => new(new Facts(facts) { RestoredBefore = RestoredBefore });

    public Task LearnAsync(string fact, CancellationToken cancellationToken, string value = "")
    {
        ThrowIfAway();
        facts.TryAdd(fact, value);
        return Task.CompletedTask;
    }

    public Task TellDoubtfulAsync(string phone, Guid messageId, string text, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        DoubtsTold.Add(text);
        return Task.CompletedTask;
    }

    public Task<ChannelSeen?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Listed);

    private static Task<IReadOnlyList<SentMessage>> List(IEnumerable<SentMessage> found) => Task.FromResult<IReadOnlyList<SentMessage>>([.. found]);
}

using Npgsql;
using Relay.Delivery.Accepting;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>Keeps accepted messages, once per id, in order; can be away.</summary>
internal sealed class FakeAcceptance : IAcceptance
{
    private readonly HashSet<Guid> known = [];

    /// <summary>The exception of a database that is away, for this many calls.</summary>
    public int FailuresLeft { get; set; }

    public Func<Exception> Failure { get; init; } = () => new NpgsqlException("away", new IOException());

    public List<Intake> Accepted { get; } = [];

    public int Calls { get; private set; }

    public async Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<Intake> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        Calls++;
        cancellationToken.ThrowIfCancellationRequested();
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw Failure();
        }

        var fresh = batch.Where(intake => known.Add(intake.MessageId)).ToList();
        Accepted.AddRange(fresh);
        if (alongside is not null)
        {
            await alongside(new NpgsqlConnection(), cancellationToken);
        }

        return fresh.Select(intake => intake.MessageId).ToHashSet();
    }
}

/// <summary>Remembers between batches, as the tables do.</summary>
internal sealed class FakeChatMemory : IChatMemory
{
    private readonly Dictionary<long, StartedChat> starts = [];
    private readonly Dictionary<(long, int), long> texts = [];

    public Task<Recollection> RecallAsync(IReadOnlyList<ReceivedUpdate.PrivateMessage> messages, CancellationToken cancellationToken)
    {
        var recollection = new Recollection();
        foreach (var start in starts.Values)
        {
            recollection.Add(start);
        }

        foreach (var ((chat, message), hash) in texts)
        {
            recollection.Add(chat, message, hash);
        }

        return Task.FromResult(recollection);
    }

    public Task RememberAsync(NpgsqlConnection connection, Recollection recollection, CancellationToken cancellationToken)
    {
        foreach (var start in recollection.ChangedStarts)
        {
            starts[start.ChatId] = start;
        }

        foreach (var (chat, message, hash) in recollection.ChangedTexts)
        {
            texts[(chat, message)] = hash;
        }

        return Task.CompletedTask;
    }

    public Task ForgetAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class FakePollerState : IPollerState
{
    public int Saves { get; private set; }

    public Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Saves++;
        return Task.CompletedTask;
    }

    public Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken) => Task.FromResult<TimeSpan?>(null);
}

internal sealed class FakeInstances : IInstances
{
    public bool Holds { get; set; } = true;

    public long Id => 1;

    public bool IsAlive => true;

    public Task<bool> TryHoldAsync(string role, CancellationToken cancellationToken) =>
        role == UpdatePoller.Role ? Task.FromResult(Holds) : throw new InvalidOperationException(role);
}

internal sealed class FakeOwner : IOwnerNotices
{
    public List<OwnerNotice> Notices { get; } = [];

    public Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken)
    {
        Notices.Add(notice);
        return Task.CompletedTask;
    }
}

/// <summary>Keeps local messages once per id, as the table does.</summary>
internal sealed class FakeInbox : IInbox
{
    public List<Arrival> Arrivals { get; } = [];

    public List<LocalMessage> Locals { get; } = [];

    public List<(string Party, string Reason)> Released { get; } = [];

    public Task StoreAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        Arrivals.Add(arrival);
        return Task.CompletedTask;
    }

    public Task StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken)
    {
        Locals.AddRange(messages.Where(message => Locals.TrueForAll(known => known.MessageId != message.MessageId)));
        return Task.CompletedTask;
    }

    public Task<bool> ReopenAsync(Arrival arrival, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    public List<Guid> Woken { get; } = [];

    public Task WakeAsync(Guid messageId, CancellationToken cancellationToken)
    {
        Woken.Add(messageId);
        return Task.CompletedTask;
    }

    public Task ReleaseChatAsync(long chatId, string reason, CancellationToken cancellationToken)
    {
        Released.Add((chatId.ToString(System.Globalization.CultureInfo.InvariantCulture), reason));
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken)
    {
        Released.AddRange(parties.Select(party => (party, reason)));
        return Task.CompletedTask;
    }
}

internal sealed class FakeSettlement : ISettlement
{
    public Dictionary<Guid, string> Settled { get; } = [];

    public Dictionary<Guid, string> Held { get; } = [];

    public Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken)
    {
        Held[messageId] = reason;
        return Task.CompletedTask;
    }

    public Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken)
    {
        foreach (var id in messageIds)
        {
            Settled[id] = outcome;
        }

        return Task.CompletedTask;
    }
}

internal sealed class DatabaseIsReady : IDatabaseReady
{
    public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

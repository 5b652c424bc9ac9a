using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Receiving;

/// <summary>The receiver's input: upserts by message id, in group commits. A repeated message only refreshes what it waits for.</summary>
internal sealed class Inbox : IInbox, IDisposable
{
    private const int LargestBatch = 300;
    private const int AtOnceAlone = 4; // connections that may wait for locked lanes

    private readonly NpgsqlDataSource database;
    private readonly SendSignal sending;
    private readonly AnnounceQueue announcing;
    private readonly LockedLanes locked;
    private readonly DatabaseRetries retries;
    private readonly MessageTraces traces;
    private readonly SemaphoreSlim alone = new(AtOnceAlone);
    private readonly GroupCommit<(Arrival Arrival, string? TraceParent)> commits;

    public Inbox(NpgsqlDataSource database, SendSignal sending, AnnounceQueue announcing, LockedLanes locked, DatabaseRetries retries, MessageTraces traces)
    {
        (this.database, this.sending, this.announcing, this.locked, this.retries, this.traces) = (database, sending, announcing, locked, retries, traces);
        commits = new GroupCommit<(Arrival Arrival, string? TraceParent)>(UpsertAsync, LargestBatch);
    }

    public async Task StoreAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        using var span = traces.Start("store", arrival.MessageId, arrival.Lane, parent: null);
        var trace = Activity.Current?.Id;
        await retries.RepeatAsync(token => StoreAsync((arrival, trace), token), cancellationToken);
        span?.SetTag(MessageTraces.Outcome, "stored");
    }

    public async Task StoreAsync(IReadOnlyList<LocalMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
        {
            var trace = Activity.Current?.Id;
            List<LocalMessage> traced = [.. messages.Select(message => message with { TraceParent = trace })];
            await retries.RepeatAsync(token => database.RunAsync(OwnMessages.Store(traced), token), cancellationToken);
            sending.Raise();
        }
    }

    public async Task ReleaseAsync(IReadOnlyList<string> parties, string reason, CancellationToken cancellationToken)
    {
        await retries.RepeatAsync(token => database.CommitAsync(Releases.Release(parties, reason), token), cancellationToken);
        sending.Raise();
    }

    public async Task ReleaseChatAsync(long chatId, string reason, CancellationToken cancellationToken)
    {
        var parties = await retries.RepeatAsync(token => database.ReadAsync(Releases.PartiesOfChat(chatId, reason), token), cancellationToken);
        await ReleaseAsync([chatId.ToString(CultureInfo.InvariantCulture), .. parties], reason, cancellationToken);
    }

    public async Task<bool> ReopenAsync(Arrival arrival, string reason, CancellationToken cancellationToken)
    {
        var isOpen = await retries.RepeatAsync(
            async token =>
            {
                var reopen = Arrivals.Reopen(arrival, reason);
                Statement[] alongside = arrival.Alongside is { } make ? [make()] : [];
                await database.CommitAsync([LockedLanes.Timeout, Arrivals.WakeLanes([arrival]), reopen, .. alongside], token);
                return reopen.Rows[0];
            },
            cancellationToken);
        sending.Raise();
        return isOpen;
    }

    public async Task WakeAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await database.CommitAsync([LockedLanes.TryOnly, Releases.Wake(messageId)], cancellationToken);
        sending.Raise();
    }

    /// <summary>Handles the origin's answer to a gap.</summary>
    public async Task CloseAsync(LaneSettled answer, CancellationToken cancellationToken)
    {
        await retries.RepeatAsync(token => database.CommitAsync(Arrivals.Close(answer), token), cancellationToken);
        sending.Raise();
    }

    public void Dispose() => alone.Dispose();

    /// <summary>
    /// An arrival that the database refuses must not make dead letters of those in the same commit, and one that waits for a locked lane must not delay
    /// them: each is then stored alone.
    /// </summary>
    private async Task StoreAsync((Arrival Arrival, string? TraceParent) item, CancellationToken cancellationToken)
    {
        if (!locked.Contains(item.Arrival.Lane))
        {
            try
            {
                await commits.AddAsync(item).WaitAsync(cancellationToken);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable || !TransientErrors.IsTransient(error))
            {
                // One of the group caused it; storing each alone shows which.
            }
        }

        await StoreAloneAsync(item, cancellationToken);
    }

    private async Task StoreAloneAsync((Arrival Arrival, string? TraceParent) item, CancellationToken cancellationToken)
    {
        await alone.WaitAsync(cancellationToken);
        try
        {
            await UpsertAsync([item]);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            locked.Add(item.Arrival.Lane);
            throw;
        }
        finally
        {
            alone.Release();
        }
    }

    private async Task UpsertAsync(IReadOnlyList<(Arrival Arrival, string? TraceParent)> batch)
    {
        var arrivals = batch.GroupBy(item => item.Arrival.MessageId).Select(same => same.Last()).ToList();
        var lanes = arrivals.Select(item => item.Arrival).DistinctBy(arrival => arrival.Lane, StringComparer.Ordinal).ToList();
        var store = Arrivals.Store(arrivals);
        var alongside = arrivals.Select(item => item.Arrival.Alongside?.Invoke()).OfType<Statement>();
        await database.CommitAsync([LockedLanes.Timeout, Arrivals.WakeLanes(lanes), store, .. alongside], CancellationToken.None);
        FailPoint.Reach(FailPoint.Consumed);
        sending.Raise();
        if (store.Rows[0])
        {
            announcing.LookNow();
        }
    }
}

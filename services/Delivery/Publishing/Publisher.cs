using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Accepted;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>
/// Publishes accepted messages until their outcome is back. Confirms are written late, shortly before the claim ends, and only for unsettled rows:
/// most rows settle first and need no such write.
/// </summary>
internal sealed partial class Publisher(
    PublishQueue queue,
    PublishedContracts contracts,
    IBusSender bus,
    IDeadLetters dead,
    IDatabaseReady ready,
    NpgsqlDataSource database,
    MessageTraces traces,
    TimeProvider time,
    ILogger<Publisher> logger) : BackgroundService
{
    private const int BatchSize = 300;

    private readonly List<Guid> unread = []; // claimed rows still to be read from the table; a failed read keeps them
    private readonly Queue<(Guid MessageId, long At)> confirmed = new();
    private long lastConfirm;
    private long lastLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        lastConfirm = lastLook = time.GetTimestamp();
        await Rounds.RunAsync(RoundAsync, Timings.LookEvery, error => Log.RoundFailed(logger, error), time, stoppingToken);
        await WriteConfirmsAsync(TimeSpan.Zero, CancellationToken.None);
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        if (!await PublishBatchAsync(cancellationToken))
        {
            await queue.WaitAsync(Timings.LookEvery, cancellationToken);
        }

        return TimeSpan.Zero;
    }

    /// <returns>True if more may be waiting.</returns>
    internal async Task<bool> PublishBatchAsync(CancellationToken cancellationToken)
    {
        var fresh = queue.Take(BatchSize);
        var batch = fresh.ConvertAll(row => row.Whole).OfType<Publication>().ToList();
        unread.AddRange(fresh.Where(row => row.Whole is null).Select(row => row.MessageId));
        if (fresh.Count < BatchSize && (queue.TakeLookRequest() || time.GetElapsedTime(lastLook) >= Timings.LookEvery))
        {
            unread.AddRange(await TryLookAsync(BatchSize - fresh.Count, cancellationToken));
        }

        if (batch.Count > 0)
        {
            await PublishAsync(batch, cancellationToken); // before any read: a failing read must not lose rows that were handed over whole
        }

        var toRead = unread.Take(BatchSize).ToList();
        if (toRead.Count > 0)
        {
            var read = await RestoreAsync(await database.ReadAsync(AcceptedStatements.Read(toRead), cancellationToken), cancellationToken);
            unread.RemoveRange(0, toRead.Count);
            if (read.Count > 0)
            {
                await PublishAsync(read, cancellationToken);
            }
        }

        if (time.GetElapsedTime(lastConfirm) >= Timings.ConfirmEvery)
        {
            await WriteConfirmsAsync(Timings.ConfirmAfter, cancellationToken);
        }

        return fresh.Count + toRead.Count > 0;
    }

    /// <summary>Rows handed over in memory are published even if the table cannot be read now.</summary>
    private async Task<IReadOnlyList<Guid>> TryLookAsync(int atMost, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(atMost, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            queue.LookNow();
            Log.RoundFailed(logger, error);
            return [];
        }
    }

    /// <summary>Rows that have become due in the table.</summary>
    private async Task<IReadOnlyList<Guid>> LookAsync(int atMost, CancellationToken cancellationToken)
    {
        lastLook = time.GetTimestamp();
        await LaneNumbers.NumberWaitingAsync(database, cancellationToken);
        var due = await database.ReadAsync(AcceptedStatements.ClaimDue(atMost), cancellationToken);
        if (due.Count == atMost)
        {
            queue.LookNow(); // there is a backlog
        }

        return due;
    }

    private async Task<List<Publication>> RestoreAsync(IReadOnlyList<RowToPublish> read, CancellationToken cancellationToken)
    {
        var restored = new List<Publication>(read.Count);
        foreach (var row in read)
        {
            try
            {
                restored.Add(contracts.Restore(row));
            }
            catch (UnknownContractException)
            {
                // Only a row written by another version can be unreadable: it becomes a dead letter, and is tried again later.
                await dead.StoreAsync(
                    new DeadLetter(DeadLetterSource.Publishing, "the stored contract cannot be read", row.Body, row.MessageId.ToString()), cancellationToken);
                confirmed.Enqueue((row.MessageId, time.GetTimestamp()));
            }
        }

        return restored;
    }

    private async Task PublishAsync(List<Publication> batch, CancellationToken cancellationToken)
    {
        var sent = await Task.WhenAll(batch.Select(publication => PublishAsync(publication, cancellationToken)));
        var now = time.GetTimestamp();
        foreach (var (publication, _) in batch.Zip(sent).Where(pair => pair.Second))
        {
            confirmed.Enqueue((publication.MessageId, now));
        }

        FailPoint.Reach(FailPoint.Published);
        var postponed = batch.Zip(sent).Where(pair => !pair.Second).Select(pair => pair.First.MessageId).ToList();
        if (postponed.Count > 0)
        {
            Log.Postponed(logger, postponed.Count, batch.Count);
            await database.RunAsync(AcceptedStatements.Postpone(postponed), cancellationToken);
        }
    }

    private async Task<bool> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        using var span = traces.Start("publish", publication.MessageId, publication.Lane, publication.TraceParent, ActivityKind.Producer);
        try
        {
            await bus.PublishAsync(publication.Message, publication.Type, publication.MessageId, parent: null, cancellationToken);
            span?.SetTag(MessageTraces.Outcome, "confirmed");
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (error is MessageReturnedException)
            {
                Log.NobodyBound(logger, publication.Type.Name);
            }
            else
            {
                Log.NotTaken(logger, error, publication.Type.Name);
            }

            span?.SetTag(MessageTraces.Outcome, error is MessageReturnedException ? "returned" : "not_taken");
            return false;
        }
    }

    private async Task WriteConfirmsAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        lastConfirm = time.GetTimestamp();
        var ids = new List<Guid>();
        while (confirmed.TryPeek(out var next) && time.GetElapsedTime(next.At) >= age)
        {
            ids.Add(confirmed.Dequeue().MessageId);
        }

        try
        {
            if (ids.Count > 0)
            {
                await database.RunAsync(AcceptedStatements.Confirm(ids), cancellationToken);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RoundFailed(logger, error); // unwritten confirms only cause another publication
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of publishing failed; it is repeated")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take {Count} of {Total} messages; they stay due")]
        public static partial void Postponed(ILogger logger, int count, int total);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take a {Type}; it stays due")]
        public static partial void NotTaken(ILogger logger, Exception exception, string type);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No queue is bound to {Type}, because its consumer has never started; the message stays due")]
        public static partial void NobodyBound(ILogger logger, string type);
    }
}

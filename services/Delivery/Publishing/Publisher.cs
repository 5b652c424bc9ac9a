using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Delivery.Accepting;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>
/// Publishes what was accepted, and publishes it again until its outcome is back. Confirms are written a few seconds late, for what has
/// not settled by then: most rows settle first, and need no such write.
/// </summary>
internal sealed partial class Publisher(
    PublishQueue queue,
    AcceptedRows rows,
    PublishedContracts contracts,
    IBusSender bus,
    IDeadLetters dead,
    IDatabaseReady ready,
    Npgsql.NpgsqlDataSource database,
    MessageTraces traces,
    TimeProvider time,
    ILogger<Publisher> logger) : BackgroundService
{
    private const int BatchSize = 300;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromSeconds(5);

    private readonly List<Guid> confirmed = [];
    private long lastConfirm;
    private long lastLook;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        lastConfirm = lastLook = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await PublishBatchAsync(stoppingToken))
                {
                    await queue.WaitAsync(LookEvery, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                Log.RoundFailed(logger, error.GetType().Name);
                await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await WriteConfirmsAsync(CancellationToken.None);
    }

    /// <returns>True where more may be waiting.</returns>
    internal async Task<bool> PublishBatchAsync(CancellationToken cancellationToken)
    {
        var ids = queue.Take(BatchSize);
        if (ids.Count < BatchSize && (queue.TakeLookRequest() || time.GetElapsedTime(lastLook) >= LookEvery))
        {
            lastLook = time.GetTimestamp();
            await LaneNumbers.NumberWaitingAsync(database, cancellationToken);
            ids.AddRange(await rows.ClaimDueAsync(BatchSize - ids.Count, cancellationToken));
            if (ids.Count == BatchSize)
            {
                queue.LookNow(); // there is a backlog
            }
        }

        if (ids.Count > 0)
        {
            await PublishAsync(await rows.ReadAsync(ids, cancellationToken), cancellationToken);
        }

        if (time.GetElapsedTime(lastConfirm) >= ConfirmEvery)
        {
            await WriteConfirmsAsync(cancellationToken);
        }

        return ids.Count > 0;
    }

    private async Task PublishAsync(List<RowToPublish> batch, CancellationToken cancellationToken)
    {
        var sent = await Task.WhenAll(batch.Select(row => PublishAsync(row, cancellationToken)));
        confirmed.AddRange(batch.Zip(sent).Where(pair => pair.Second).Select(pair => pair.First.MessageId));
        FailPoint.Reach(FailPoint.Published);
        var postponed = batch.Zip(sent).Where(pair => !pair.Second).Select(pair => pair.First.MessageId).ToList();
        if (postponed.Count > 0)
        {
            Log.Postponed(logger, postponed.Count, batch.Count);
            await rows.PostponeAsync(postponed, cancellationToken);
        }
    }

    private async Task<bool> PublishAsync(RowToPublish row, CancellationToken cancellationToken)
    {
        using var span = traces.Start("publish", row.MessageId, row.Lane, row.TraceParent, ActivityKind.Producer);
        try
        {
            var (type, message) = contracts.Restore(row);
            await bus.PublishAsync(message, type, row.MessageId, parent: null, cancellationToken);
            span?.SetTag(MessageTraces.Outcome, "confirmed");
            return true;
        }
        catch (UnknownContractException)
        {
            // Only a row written by another version can be unreadable: it is kept for people, and looked at again later.
            await dead.StoreAsync(
                new DeadLetter("publishing", "the stored contract cannot be read", row.Body, row.MessageId.ToString()), cancellationToken);
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (error is MessageReturnedException)
            {
                Log.NobodyBound(logger, row.Type);
            }

            span?.SetTag(MessageTraces.Outcome, error is MessageReturnedException ? "returned" : "not_taken");
            return false;
        }
    }

    private async Task WriteConfirmsAsync(CancellationToken cancellationToken)
    {
        lastConfirm = time.GetTimestamp();
        try
        {
            await rows.ConfirmAsync(confirmed, cancellationToken);
            confirmed.Clear();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RoundFailed(logger, error.GetType().Name); // unwritten confirms are published again: harmless
            confirmed.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of publishing failed ({Error}); it is repeated")]
        public static partial void RoundFailed(ILogger logger, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take {Count} of {Total} messages; they stay due")]
        public static partial void Postponed(ILogger logger, int count, int total);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody is bound to {Type}: its consumer has never started; the message stays due")]
        public static partial void NobodyBound(ILogger logger, string type);
    }
}

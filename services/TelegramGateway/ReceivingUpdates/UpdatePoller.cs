using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Instances;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// The poll loop. One instance polls, the others stand by. A batch is stored before its offset is confirmed, which the next poll does;
/// whatever fails is waited out, and the loop ends with the process only.
/// </summary>
internal sealed partial class UpdatePoller(
    UpdateSource source,
    UpdateIntake intake,
    IPollerState state,
    IInstances instances,
    IDatabaseReady database,
    BotConflict conflict,
    TimeProvider time,
    ILogger<UpdatePoller> logger) : BackgroundService
{
    /// <summary>The role that one living instance has.</summary>
    public const string Role = "poller";

    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private long? last;
    private bool polling;
    private TimeSpan pause = FirstPause;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await PollAsync(stoppingToken), time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                polling = false;
                Log.LoopFailed(logger, e.GetType().Name);
                await Task.Delay(StandBy, time, stoppingToken);
            }
        }
    }

    /// <summary>One round.</summary>
    /// <returns>How long to wait for the next.</returns>
    internal async Task<TimeSpan> PollAsync(CancellationToken cancellationToken)
    {
        if (!await instances.TryHoldAsync(Role, cancellationToken))
        {
            polling = false;
            return StandBy;
        }

        if (!polling)
        {
            // Another instance may have gone on from where we were.
            last = await state.LastUpdateAsync(cancellationToken);
            polling = true;
            Log.Polls(logger);
        }

        switch (await source.GetAsync(last + 1, cancellationToken))
        {
            case PollAnswer.Updates updates:
                var moved = await StoreAsync(updates.Batch, cancellationToken);
                conflict.Over();
                pause = FirstPause;
                return updates.Batch.Count > 0 && !moved ? FirstPause : TimeSpan.Zero;
            case PollAnswer.RateLimited limited:
                Log.AskedToWait(logger, limited.Wait);
                return limited.Wait;
            case PollAnswer.Conflict taken:
                await conflict.NoticeAsync(taken.ByWebhook, cancellationToken);
                return BackOff();
            case PollAnswer.Failed failed:
                Log.Failed(logger, failed.Why, pause);
                return BackOff();
            default:
                throw new InvalidOperationException("An unknown answer.");
        }
    }

    /// <summary>Stores the batch, however long the database is away: Telegram keeps what is not confirmed.</summary>
    /// <returns>True where the offset moved.</returns>
    private async Task<bool> StoreAsync(IReadOnlyList<RawUpdate> batch, CancellationToken cancellationToken)
    {
        // The last one's, not the highest: after a week without updates Telegram begins at a random number.
        var lastOfBatch = batch.LastOrDefault(update => update.Id is not null)?.Id;
        await TransientErrors.RepeatAsync(
            token => intake.AcceptAsync(batch, (connection, inner) => state.SaveAsync(connection, lastOfBatch, inner), token), time, cancellationToken);
        var moved = lastOfBatch is not null && lastOfBatch != last;
        last = lastOfBatch ?? last;
        return moved;
    }

    private TimeSpan BackOff()
    {
        var now = pause;
        pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        return now;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "This instance polls for updates")]
        public static partial void Polls(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "getUpdates must wait for {Wait}")]
        public static partial void AskedToWait(ILogger logger, TimeSpan wait);

        [LoggerMessage(Level = LogLevel.Warning, Message = "getUpdates failed: {Why}. Next in {Pause}")]
        public static partial void Failed(ILogger logger, string why, TimeSpan pause);

        [LoggerMessage(Level = LogLevel.Error, Message = "A round of polling failed: {Error}")]
        public static partial void LoopFailed(ILogger logger, string error);
    }
}

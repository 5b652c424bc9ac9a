using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Instances;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// The poll loop. One instance polls, the others stand by. The poll after a stored batch confirms it, with the last stored id + 1. Every other poll
/// has no offset and gets all unconfirmed updates: after an idle week Telegram begins at a random number, and an old offset would discard updates
/// below it. Every failure is waited out; the loop ends only with the process.
/// </summary>
internal sealed partial class UpdatePoller(
    UpdateSource source,
    UpdateIntake intake,
    IPollerState state,
    IInstances instances,
    IDatabaseReady database,
    BotConflict conflict,
    OwnWebhook webhook,
    TimeProvider time,
    ILogger<UpdatePoller> logger) : BackgroundService
{
    /// <summary>The role of the polling instance.</summary>
    public const string Role = "poller";

    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private long? unconfirmed;
    private bool polling;
    private TimeSpan pause = FirstPause;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        await Rounds.RunAsync(PollAsync, StandBy, Failed, time, stoppingToken);
    }

    private void Failed(Exception error)
    {
        polling = false;
        Log.LoopFailed(logger, error);
    }

    /// <summary>One round.</summary>
    /// <returns>How long to wait before the next round.</returns>
    internal async Task<TimeSpan> PollAsync(CancellationToken cancellationToken)
    {
        if (!await instances.TryHoldAsync(Role, cancellationToken))
        {
            polling = false;
            conflict.LeftToAnother();
            return StandBy;
        }

        var isFirst = !polling;
        if (isFirst)
        {
            // Another instance may have polled since.
            unconfirmed = null;
            polling = true;
            Log.Polls(logger);
        }

        // The first poll does not wait: whether Telegram answers is known at the start, not half a minute later.
        switch (await source.GetAsync(unconfirmed + 1, waits: !isFirst, cancellationToken))
        {
            case PollAnswer.Updates updates:
                var isNew = await StoreAsync(updates.Batch, cancellationToken);
                conflict.Over();
                pause = FirstPause;
                return updates.Batch.Count > 0 && !isNew ? FirstPause : TimeSpan.Zero;
            case PollAnswer.RateLimited limited:
                Log.AskedToWait(logger, limited.Wait);
                return limited.Wait;
            case PollAnswer.Conflict taken:
                return await YieldAsync(taken.ByWebhook, cancellationToken);
            case PollAnswer.Failed failed:
                Log.Failed(logger, failed.Why, pause);
                return BackOff();
            default:
                throw new InvalidOperationException("An unknown answer.");
        }
    }

    /// <summary>Stores the batch, however long the database is away: Telegram keeps unconfirmed updates.</summary>
    /// <returns>False if the next poll would bring the same again: nothing in the batch can be confirmed, or the confirmation does not help.</returns>
    private async Task<bool> StoreAsync(IReadOnlyList<RawUpdate> batch, CancellationToken cancellationToken)
    {
        await intake.AcceptAsync(batch, state.SaveAsync, cancellationToken);
        FailPoint.Reach(FailPoint.BatchStored);
        var stored = batch.LastOrDefault(update => update.Id is not null)?.Id;
        var isNew = stored is not null && stored != unconfirmed;
        unconfirmed = stored;
        return isNew;
    }

    /// <summary>The webhook may be this relay's own, from webhook mode: it is removed. Any other conflict is reported.</summary>
    private async Task<TimeSpan> YieldAsync(bool toWebhook, CancellationToken cancellationToken)
    {
        switch (toWebhook ? await webhook.LookAsync(cancellationToken) : WebhookOwner.Stranger)
        {
            case WebhookOwner.RelayBefore when await webhook.ClearAsync(cancellationToken):
                return FirstPause;
            case WebhookOwner.Stranger:
                await conflict.NoticeAsync(toWebhook, cancellationToken);
                break;
        }

        return BackOff();
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

        [LoggerMessage(Level = LogLevel.Error, Message = "A round of polling failed")]
        public static partial void LoopFailed(ILogger logger, Exception exception);
    }
}

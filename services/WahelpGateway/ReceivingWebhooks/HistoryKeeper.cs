using Relay.Delivery.Instances;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Looks into the channel's history, for two things that no webhook may ever tell: a manager's message whose webhook was lost, and the sign that a
/// message of ours arrived although its call was not answered. What is found goes the way of webhooks; ids decide what is new
/// (<see cref="HistoryEvidence"/>). One instance looks
/// at a time: at the start and every few minutes, and every few seconds while an uncertain message waits for a sign.
/// </summary>
internal sealed partial class HistoryKeeper(
    WahelpHistory history,
    WebhookHandler handler,
    WebhookJudge judge,
    HistoryEvidence shown,
    ISentMessages sent,
    IInstances instances,
    IDatabaseReady database,
    HistoryState state,
    TimeProvider time,
    ILogger<HistoryKeeper> logger) : BackgroundService
{
    private const string Role = "history";
    private const int Page = 100;
    private const int LargestPage = 1000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EveryWhereAbsent = TimeSpan.FromHours(1);

    /// <summary>A webhook has this long to come first: what it says, in its own spelling, is then what counts.</summary>
    private static readonly TimeSpan WebhooksFirst = TimeSpan.FromSeconds(30);

    private DateTimeOffset nextLook = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var isDue = time.GetUtcNow() >= nextLook;
        var isWanted = !isDue && !state.IsAbsent && await sent.AwaitsSignsAsync(cancellationToken);
        if ((!isDue && !isWanted) || !await instances.TryHoldAsync(Role, cancellationToken))
        {
            return;
        }

        var lastGood = state.LastGood;
        switch (await history.ReadAsync(Page, cancellationToken))
        {
            case HistoryAnswer.Messages page:
                var someAreYoung = await TakeAsync(await WidenAsync(page, lastGood, cancellationToken), cancellationToken);
                nextLook = someAreYoung ? time.GetUtcNow() + WebhooksFirst : isDue ? time.GetUtcNow() + Every : nextLook;
                break;
            case HistoryAnswer.Absent absent:
                if (!state.IsAbsent)
                {
                    Log.Absent(logger, absent.Status);
                }

                state.Absent();
                nextLook = time.GetUtcNow() + EveryWhereAbsent;
                break;
            default:
                nextLook = isDue ? time.GetUtcNow() + (Every / 3) : nextLook;
                break;
        }
    }

    /// <summary>Where a full page does not reach back to the last look, a larger one is asked for once.</summary>
    private async Task<HistoryAnswer.Messages> WidenAsync(HistoryAnswer.Messages page, DateTimeOffset? lastGood, CancellationToken cancellationToken)
    {
        if (page.Oldest.Count < Page || ReachesBack(page, lastGood))
        {
            return page;
        }

        var wide = await history.ReadAsync(LargestPage, cancellationToken) as HistoryAnswer.Messages ?? page;
        state.ReachedBack = wide.Oldest.Count < LargestPage || ReachesBack(wide, lastGood);
        return wide;
    }

    private static bool ReachesBack(HistoryAnswer.Messages page, DateTimeOffset? lastGood) =>
        lastGood is { } since && page.Oldest.FirstOrDefault(message => message.At is not null)?.At <= since - WebhooksFirst;

    /// <returns>True where managers' messages were too young to be taken: their webhooks may still come.</returns>
    private async Task<bool> TakeAsync(HistoryAnswer.Messages page, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var areVouched = await shown.LearnAsync(page.Oldest, cancellationToken);
        state.Looked(now, areVouched);
        var settled = page.Oldest.Where(message => message.At is { } at && at <= now - WebhooksFirst).ToList();
        var young = page.Oldest.Except(settled).ToLookup(message => judge.Judge(message).Message is { Author: Author.Operator });
        var (unplaced, notVouched) = (new List<WebhookEvent>(), new List<WebhookEvent>());
        foreach (var message in settled.Concat(young[false]))
        {
            var isVouchedFor = judge.Judge(message).Message is { } judged && await shown.VouchesForAsync(judged, cancellationToken);
            var taken = await handler.TakeFoundAsync(message, isVouchedFor, cancellationToken);
            (taken switch { Taken.Unplaced => unplaced, Taken.NotVouched => notVouched, _ => null })?.Add(message);
        }

        state.Unplaced = await handler.TakeUnplacedAsync(unplaced, cancellationToken);
        await shown.TellIfNoWebhooksAsync(notVouched, cancellationToken);
        return areVouched && young[true].Any();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking into Wahelp's history failed; it is repeated")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "This account's API shows no history that can be read (status {Status}): a manager's message whose webhook is lost stays lost")]
        public static partial void Absent(ILogger logger, int status);
    }
}

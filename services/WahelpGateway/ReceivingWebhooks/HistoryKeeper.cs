using Relay.Delivery.Instances;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Reads the channel's history for two things that no webhook may bring: a manager's message whose webhook was lost, and the sign that a message of
/// ours arrived although its call was not answered. What it finds is processed like webhooks; ids decide what is new (<see cref="HistoryEvidence"/>).
/// One instance at a time reads: at the start and every few minutes, and every few seconds while an uncertain message waits for a sign.
/// </summary>
internal sealed partial class HistoryKeeper(
    WahelpHistory history,
    HistoryTaking taking,
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

    private DateTimeOffset nextLook = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        await Rounds.RunAsync(RoundAsync, Tick, error => Log.Failed(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        return Tick;
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
                var someAreYoung = await taking.TakeAsync(await WidenAsync(page, lastGood, cancellationToken), cancellationToken);
                nextLook = someAreYoung ? time.GetUtcNow() + HistoryTaking.WebhooksFirst : isDue ? time.GetUtcNow() + Every : nextLook;
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

    /// <summary>If a full page does not reach back to the previous read, a larger one is requested once.</summary>
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
        lastGood is { } since && page.Oldest.FirstOrDefault(message => message.At is not null)?.At <= since - HistoryTaking.WebhooksFirst;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Reading Wahelp's history failed; it is repeated")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "This account's API has no readable history (status {Status}): a manager's message whose webhook is lost stays lost")]
        public static partial void Absent(ILogger logger, int status);
    }
}

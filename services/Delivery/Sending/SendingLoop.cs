using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Delivery.Instances;
using Relay.Delivery.Queues;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending;

/// <summary>
/// Drives the lanes: rounds commit intents and outcomes of many lanes together, calls run in between, many lanes at once and one message
/// per lane.
/// </summary>
internal sealed partial class SendingLoop(
    Round round,
    LanesInHand hand,
    RoundReport report,
    IInstances instances,
    SendSignal signal,
    IDatabaseReady ready,
    TimeProvider time,
    ILogger<SendingLoop> logger) : BackgroundService
{
    private bool isDraining;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        report.Begin();
        await Rounds.RunAsync(RunAsync, Timings.LookEvery, error => Log.RoundFailed(logger, error), time, stoppingToken);
        await DrainAsync();
    }

    private async Task<TimeSpan> RunAsync(CancellationToken stoppingToken)
    {
        if (await RoundAsync(hand.Free, stoppingToken) is { } idle)
        {
            await signal.WaitAsync(idle, stoppingToken);
        }

        return TimeSpan.Zero;
    }

    /// <returns>For how long there is nothing to do unless something happens; null if the next round is due at once.</returns>
    internal async Task<TimeSpan?> RoundAsync(int free, CancellationToken cancellationToken)
    {
        hand.TakeWhatCameBack();
        if (!instances.IsAlive)
        {
            return Timings.ShortLook;
        }

        var input = hand.Next(instances.Id, free, isDraining);
        var result = await round.CommitAsync(input, cancellationToken);
        hand.Answered(input, result);
        if (result.IsBuried)
        {
            return Timings.ShortLook; // a new identity is on its way; what was concluded is written under it
        }

        report.Committed(result);
        hand.Committed(result);
        if (result.Concluded.Count > 0)
        {
            signal.Raise(); // their lanes are due again
        }

        var probeNext = result is { Pause.MayProbe: true, Taken: > 0, Intents.Count: 0, LookingUp.Count: 0, IsAsked: false };
        var moreMayBeDue = result.Taken > 0 && result.Taken >= input.Free && hand.Free > 0;
        return probeNext || moreMayBeDue ? null : Shorter(result.NextDue);
    }

    private static TimeSpan Shorter(TimeSpan? due) => due is { } next && next < Timings.LookEvery ? next : Timings.LookEvery;

    /// <summary>Takes no more lanes, waits for the calls in flight, writes what they brought.</summary>
    private async Task DrainAsync()
    {
        isDraining = true;
        hand.StopAsking();
        using var limit = new CancellationTokenSource(Timings.DrainWithin, time);
        var isDone = false;
        await Rounds.RunAsync(DrainRoundAsync, Timings.ShortLook, error => Log.RoundFailed(logger, error), time, limit.Token);
        if (!isDone)
        {
            Log.DrainFailed(logger, hand.Calling, hand.Unwritten);
        }

        async Task<TimeSpan> DrainRoundAsync(CancellationToken cancellationToken)
        {
            var lastCallIsDone = hand.Calling == 0;
            await RoundAsync(free: 0, cancellationToken);
            isDone = lastCallIsDone && hand.Unwritten == 0;
            if (isDone)
            {
                await limit.CancelAsync();
            }
            else
            {
                await signal.WaitAsync(Timings.ShortLook, cancellationToken);
            }

            return TimeSpan.Zero;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of sending failed; what it was to write is kept and written by the next")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Stopping could not be finished in time: {Calls} calls run, {Outcomes} outcomes are unwritten; their messages are uncertain")]
        public static partial void DrainFailed(ILogger logger, int calls, int outcomes);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending;

/// <summary>
/// Drives the lanes: rounds commit intents and outcomes of many lanes together, calls run in between, many lanes at once and one message
/// per lane. Nothing decided is forgotten: verdicts stay in hand until a round has committed them.
/// </summary>
internal sealed partial class SendingLoop(
    Round round,
    Calls calls,
    MissingMessages missing,
    IInstances instances,
    SendSignal signal,
    AnnounceQueue announcing,
    DeliveryTelemetry telemetry,
    RecipientLookup recipients,
    DeliveryOptions options,
    ISender sender,
    IDatabaseReady ready,
    TimeProvider time,
    ILogger<SendingLoop> logger) : BackgroundService
{
    private const int LookupsPerCall = 4;

    private readonly ProviderSigns signs = new(time);
    private readonly List<Verdict> unwritten = [];
    private readonly Dictionary<string, (LaneHead Head, Recipient Recipient)> lookedUp = new(StringComparer.Ordinal);
    private bool isPaused;
    private bool probeEnded;
    private bool probeFailed;
    private PauseRequest? callFailed;
    private string? probing; // the lane whose turn to probe it is, while it is looked up
    private bool providerAnswered;
    private bool commitIsOpen; // the last round may have been committed without our knowing
    private bool isDraining;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        telemetry.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            await RunAsync(stoppingToken);
        }

        await DrainAsync();
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await RoundAsync(options.Concurrency - calls.Calling, stoppingToken) is { } idle)
            {
                await signal.WaitAsync(idle, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Draining follows.
        }
        catch (Exception error)
        {
            Log.RoundFailed(logger, error);
            await Task.Delay(Timings.LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>For how long there is nothing to do unless something happens; null where the next round is due at once.</returns>
    internal async Task<TimeSpan?> RoundAsync(int free, CancellationToken cancellationToken)
    {
        var running = calls.Lanes; // before what is done is taken: each lane in hand is in one of the two
        Judge();
        if (!instances.IsAlive)
        {
            return Timings.ShortLook;
        }

        var order = new RoundInput(
            instances.Id,
            unwritten,
            probeFailed,
            providerAnswered,
            Math.Max(0, free - lookedUp.Count),
            isDraining ? [] : [.. lookedUp.Keys],
            InHand: commitIsOpen ? [.. running, .. lookedUp.Keys] : null,
            Resolve)
        {
            Room = Math.Max(0, free),
            IsLookingUp = calls.LookingUp > 0,
            Probing = probing is not null && (calls.IsLookingUp(probing) || lookedUp.ContainsKey(probing)) ? probing : null,
            ProbeEnded = probeEnded,
            CallFailed = callFailed,
        };
        commitIsOpen = true;
        var result = await round.CommitAsync(order, cancellationToken);
        commitIsOpen = order.InHand is not null && result.Locked.Count > 0; // what is locked may hide something forgotten
        if (result.IsBuried)
        {
            return Timings.ShortLook; // a new identity is on its way; what was concluded is written under it
        }

        Committed(result);
        foreach (var intent in result.Intents)
        {
            calls.Start(intent);
        }

        foreach (var head in result.Missing)
        {
            missing.Ask(head);
        }

        if (result.IsAsked)
        {
            calls.Ask();
        }

        probing = result.LookingUp.Find(head => head.IsToProbe)?.Message.Lane ?? probing;

        var probeNext = result is { Pause.MayProbe: true, Taken: > 0, Intents.Count: 0, LookingUp.Count: 0, IsAsked: false };
        var moreMayBeDue = result.Taken > 0 && result.Taken >= order.Free && calls.Calling < options.Concurrency;
        return probeNext || moreMayBeDue ? null : Shorter(result.NextDue);
    }

    private static TimeSpan Shorter(TimeSpan? due) => due is { } next && next < Timings.LookEvery ? next : Timings.LookEvery;

    /// <summary>Turns what came back into verdicts, in the order in which it came.</summary>
    private void Judge()
    {
        while (calls.TryTake(out var call))
        {
            signs.Hear(call.Intent.Head.Message.Lane, call.Outcome, call.EndedAt);
            var verdict = Verdict.Of(call, signs, sender.ArrivalShowsWithin, Random.Shared.NextDouble());
            probeEnded |= call.Intent.IsProbe;
            probeFailed |= call.Intent.IsProbe && verdict.Pause is not null;
            providerAnswered |= isPaused && call.Outcome is SendOutcome.Delivered or SendOutcome.Failed or SendOutcome.Held;
            unwritten.Add(verdict);
        }

        while (calls.TryTakeAnswer(out var state))
        {
            probeEnded = true;
            providerAnswered |= state == ProviderState.Well;
            probeFailed |= state != ProviderState.Well;
            callFailed = state == ProviderState.Well ? null : PauseRequest.OfCall(state);
        }

        while (calls.TryTakeLookup(out var lookup))
        {
            lookedUp[lookup.Head.Message.Lane] = lookup;
        }
    }

    private Recipient? Resolve(LaneHead head)
    {
        // What was released while the look-up ran is looked up again: the answer may be older than the release.
        if (lookedUp.TryGetValue(head.Message.Lane, out var found)
            && (found.Head.Message.MessageId, found.Head.Releases) == (head.Message.MessageId, head.Releases))
        {
            return found.Recipient;
        }

        if (calls.IsLookingUp(head.Message.Lane))
        {
            return null; // asked in a round that was not committed: its answer will be looked at
        }

        var resolving = recipients.LookUp(head);
        if (resolving.IsCompletedSuccessfully)
        {
            return resolving.Result;
        }

        if (calls.LookingUp >= LookupsPerCall * options.Concurrency)
        {
            return new Recipient.Unavailable(); // many wait for the directory: who needs no lookup goes on beside them
        }

        calls.Await(head, resolving);
        return null;
    }

    private void Committed(RoundResult result)
    {
        if (isPaused != result.IsPaused)
        {
            Log.PauseChanged(logger, result.IsPaused);
        }

        telemetry.Count(result);
        Announce(result);
        (isPaused, probeEnded, probeFailed, providerAnswered, callFailed) = (result.IsPaused, false, false, false, null);
        unwritten.RemoveAll(verdict => !result.Locked.Contains(verdict.Lane));
        for (var i = 0; i < unwritten.Count; i++)
        {
            unwritten[i] = unwritten[i] with { Pause = null }; // what it says of the provider is written, and will be old
        }

        foreach (var lane in lookedUp.Keys.Where(lane => !result.Locked.Contains(lane)).ToList())
        {
            lookedUp.Remove(lane);
        }

        if (result.Concluded.Count > 0)
        {
            signal.Raise(); // their lanes are due again
        }
    }

    private void Announce(RoundResult result)
    {
        var concluded = result.Written.Select(verdict => verdict.Conclusion).Where(conclusion => conclusion.Announce).ToList();
        var delivered = concluded.FindAll(conclusion => conclusion.State == MessageState.Delivered);
        announcing.HandOver(
            [.. from conclusion in delivered
                let message = conclusion.Head.Message
                where result.Counted.Contains(message.MessageId)
                select new DeliveredRow(message.MessageId, message.MaybeDuplicate, message.Lane, conclusion.Head.TraceParent)]);
        if (delivered.Count < concluded.Count || result.Concluded.Exists(conclusion => conclusion.Announce))
        {
            announcing.LookNow();
        }
    }

    /// <summary>Takes no more lanes, waits for the calls in flight, writes what they brought.</summary>
    private async Task DrainAsync()
    {
        isDraining = true;
        calls.StopAsking();
        using var limit = new CancellationTokenSource(Timings.DrainWithin, time);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var lastCallIsDone = calls.Calling == 0;
                await RoundAsync(free: 0, limit.Token);
                if (lastCallIsDone && unwritten.Count == 0)
                {
                    return;
                }

                await signal.WaitAsync(Timings.ShortLook, limit.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Log.RoundFailed(logger, error);
                await Task.Delay(Timings.ShortLook, time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Log.DrainFailed(logger, calls.Calling, unwritten.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A round of sending failed; what it was to write is kept and written by the next")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The provider is paused: {Paused}")]
        public static partial void PauseChanged(ILogger logger, bool paused);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Stopping could not be finished in time: {Calls} calls run, {Outcomes} outcomes are unwritten; their messages are uncertain")]
        public static partial void DrainFailed(ILogger logger, int calls, int outcomes);
    }
}

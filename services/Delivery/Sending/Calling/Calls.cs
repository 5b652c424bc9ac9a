using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Relay.Delivery.Instances;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;

namespace Relay.Delivery.Sending.Calling;

/// <summary>The calls and lookups that run between rounds. Each lane in hand has at most one of them.</summary>
internal sealed partial class Calls(
    ISender sender,
    Inquiry inquiry,
    IInstances instances,
    SendSignal signal,
    DeliveryTelemetry telemetry,
    MessageTraces traces,
    ILogger<Calls> logger)
{
    private readonly ConcurrentQueue<EndedCall> done = new();
    private readonly ConcurrentQueue<ProviderState> answered = new();
    private readonly ConcurrentQueue<(LaneHead Head, Recipient Recipient)> lookedUp = new();
    private readonly ConcurrentDictionary<(string Lane, Guid MessageId, int Attempt), bool> calling = new();
    private readonly ConcurrentDictionary<string, bool> lookingUp = new(StringComparer.Ordinal);

    public int Calling => calling.Count;

    /// <summary>
    /// The lanes whose call or lookup runs. Whoever takes what is done after reading this misses nothing: a lane leaves when its outcome
    /// can be taken.
    /// </summary>
    public IReadOnlyList<string> Lanes => [.. calling.Keys.Select(call => call.Lane), .. lookingUp.Keys];

    public int LookingUp => lookingUp.Count;

    public bool IsLookingUp(string lane) => lookingUp.ContainsKey(lane);

    /// <summary>Makes the call of a committed intent. Its head is told with the attempt that was intended.</summary>
    public void Start(Intent intent)
    {
        var intended = intent with { Head = intent.Head with { Attempt = intent.Head.Attempt + 1 } };
        calling[Key(intended)] = true;
        _ = Task.Run(() => CallAsync(intended));
    }

    /// <summary>Waits for a lookup that did not answer from memory.</summary>
    public void Await(LaneHead head, ValueTask<Recipient> resolving)
    {
        lookingUp[head.Message.Lane] = true;
        _ = LookUpAsync(head, resolving);
    }

    /// <summary>Probes with the harmless call.</summary>
    public void Ask() => _ = AskAsync();

    /// <summary>The process stops: calls end without asking.</summary>
    public void StopAsking() => inquiry.Stop();

    public bool TryTakeAnswer(out ProviderState state) => answered.TryDequeue(out state);

    public bool TryTake([MaybeNullWhen(false)] out EndedCall call) => done.TryDequeue(out call);

    public bool TryTakeLookup([MaybeNullWhen(false)] out (LaneHead Head, Recipient Recipient) lookup) => lookedUp.TryDequeue(out lookup);

    private static (string Lane, Guid MessageId, int Attempt) Key(Intent intent) =>
        (intent.Head.Message.Lane, intent.Head.Message.MessageId, intent.Head.Attempt);

    private async Task CallAsync(Intent intent)
    {
        using var span = traces.Start("deliver", intent.Head.Message.MessageId, intent.Head.Message.Lane, intent.Head.TraceParent, ActivityKind.Client);
        span?.SetTag(MessageTraces.Attempt, intent.Head.Attempt);
        var began = telemetry.Now;
        SendOutcome outcome;
        FailPoint.Reach(FailPoint.Intended);
        try
        {
            // Who was frozen since the commit, or lost its lock, has lost its lanes too: others may be calling already.
            outcome = instances.IsAlive
                ? await sender.SendAsync(intent.Head.Message, intent.Recipient, CancellationToken.None)
                : new SendOutcome.NotCalled();
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error.GetType().Name);
            Log.SenderThrew(logger, error, intent.Head.Message.MessageId);
            outcome = new SendOutcome.Unanswered(); // a sender must not throw: where it does, nothing is known
        }

        FailPoint.Reach(FailPoint.Answered);
        telemetry.EndSend(span, outcome, began);
        var ended = new EndedCall(intent, outcome, telemetry.Now);
        done.Enqueue(Verdict.IsDoubtful(outcome) ? ended with { Asked = await inquiry.AskAsync() } : ended);
        calling.TryRemove(Key(intent), out _);
        signal.Raise();
    }

    private async Task AskAsync()
    {
        answered.Enqueue(await inquiry.AskAsync());
        signal.Raise();
    }

    private async Task LookUpAsync(LaneHead head, ValueTask<Recipient> resolving)
    {
        Recipient recipient;
        try
        {
            recipient = await resolving;
        }
        catch (Exception error)
        {
            Log.LookupFailed(logger, error);
            recipient = new Recipient.Unavailable();
        }

        lookedUp.Enqueue((head, recipient));
        lookingUp.TryRemove(head.Message.Lane, out _);
        signal.Raise();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Sending message {MessageId} ended with an exception; whether it was sent is unknown")]
        public static partial void SenderThrew(ILogger logger, Exception exception, Guid messageId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking up who gets a message failed; it waits")]
        public static partial void LookupFailed(ILogger logger, Exception exception);
    }
}

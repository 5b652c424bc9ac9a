using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Relay.Delivery.Instances;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;

namespace Relay.Delivery.Sending;

/// <summary>The calls and lookups that run between rounds. Each lane in hand has at most one of them.</summary>
internal sealed class Calls(
    ISender sender,
    Inquiry inquiry,
    IInstances instances,
    SendSignal signal,
    DeliveryTelemetry telemetry,
    MessageTraces traces,
    TimeProvider time)
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
            outcome = new SendOutcome.Unanswered(); // a sender must not throw: where it does, nothing is known
        }

        FailPoint.Reach(FailPoint.Answered);
        telemetry.EndSend(span, outcome, began);
        var ended = new EndedCall(intent, outcome, time.GetTimestamp());
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
        catch (Exception)
        {
            recipient = new Recipient.Unavailable();
        }

        lookedUp.Enqueue((head, recipient));
        lookingUp.TryRemove(head.Message.Lane, out _);
        signal.Raise();
    }
}

/// <summary>A call that has ended.</summary>
/// <param name="Intent">The message, with the attempt that was made.</param>
/// <param name="Outcome">What came back.</param>
/// <param name="EndedAt">When, by this process's timestamps.</param>
/// <param name="Asked">If that left a doubt: what the provider says to a harmless call.</param>
internal sealed record EndedCall(Intent Intent, SendOutcome Outcome, long EndedAt, ProviderState? Asked = null);

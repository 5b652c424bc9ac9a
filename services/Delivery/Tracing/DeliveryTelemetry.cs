using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Deciding;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Relay.Delivery.Tracing;

/// <summary>
/// Counters and times: ids, outcomes and counts; never a text, phone, name or token, and only tags with a fixed list of values. Committed work is
/// counted, once per batch, by the instance that did it.
/// </summary>
internal sealed class DeliveryTelemetry : IDisposable
{
    private const string Name = "Relay.Delivery";
    private static readonly Tag[] Local = [new("local", "false"), new("local", "true")];
    private static readonly string[] HeldFor = [Reasons.NotLinked, Reasons.BotBlocked];

    private static readonly string[] FailedOf =
    [
        Reasons.UserDeactivated, Reasons.ChatNotFound, Reasons.ClientChanged, Reasons.NoSuchMessenger, Reasons.TextRefused, Reasons.Refused,
        Reasons.ProviderRefuses, Reasons.OutcomeUnknown, Reasons.FileUnavailable, Reasons.Expired,
    ];

    private readonly Meter meter = new(Name);
    private readonly TimeProvider time;
    private readonly Tag provider;
    private readonly Counter<long> accepted;
    private readonly Counter<long> delivered;
    private readonly Counter<long> held;
    private readonly Counter<long> failed;
    private readonly Counter<long> uncertain;
    private readonly Counter<long> duplicates;
    private readonly Counter<long> outOfPlace;
    private readonly Histogram<double> way;
    private readonly Histogram<double> calls;

    /// <param name="provider">The provider: <c>telegram</c>, <c>wahelp</c>.</param>
    public DeliveryTelemetry(string provider, TimeProvider time)
    {
        (this.provider, this.time) = (new Tag("provider", provider), time);
        accepted = meter.CreateCounter<long>("relay.messages.accepted", "{message}", "Messages of conversations that this gateway accepted");
        delivered = meter.CreateCounter<long>("relay.messages.delivered", "{message}", "Messages that the provider took");
        held = meter.CreateCounter<long>("relay.messages.held", "{message}", "Messages that started to wait for a person, by reason");
        failed = meter.CreateCounter<long>("relay.messages.failed", "{message}", "Messages that will not be delivered, by reason; their writers are told");
        uncertain = meter.CreateCounter<long>("relay.messages.uncertain", "{message}", "Attempts with an unknown outcome");
        duplicates = meter.CreateCounter<long>(
            "relay.messages.maybe_duplicate", "{message}", "Messages delivered with the mark: a second copy may have arrived");
        outOfPlace = meter.CreateCounter<long>("relay.messages.out_of_place", "{message}", "Messages sent after later ones of their lane");
        way = meter.CreateHistogram(
            "relay.message.duration", "s", "From acceptance at the origin to the provider's acceptance here, committed, by provider", tags: null,
            Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400));
        calls = meter.CreateHistogram(
            "relay.provider.call.duration", "s", "Calls that send, by provider and class of answer", tags: null,
            Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 60, 240));
    }

    /// <summary>This instance's own.</summary>
    internal Meter Meter => meter;

    /// <summary>For <see cref="EndSend"/>.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Shows all counters as 0 from the first measurement: a counter that appears later shows no increase.</summary>
    public void Begin()
    {
        accepted.Add(0);
        outOfPlace.Add(0);
        foreach (var local in Local)
        {
            delivered.Add(0, local);
            uncertain.Add(0, local);
            duplicates.Add(0, local);
            Array.ForEach(HeldFor, reason => held.Add(0, Reason(reason), local));
            Array.ForEach(FailedOf, reason => failed.Add(0, Reason(reason), local));
        }
    }

    /// <param name="began">When the call began, as returned by <see cref="Now"/>.</param>
    public void EndSend(Activity? span, SendOutcome outcome, long began)
    {
        span?.SetTag(MessageTraces.Outcome, Of(outcome));
        if (outcome is not SendOutcome.NotCalled)
        {
            calls.Record(time.GetElapsedTime(began).TotalSeconds, provider, new Tag("answer", Class(outcome)));
        }
    }

    /// <summary>Counts messages of conversations that an acceptance committed.</summary>
    public void Accepted(int messages) => accepted.Add(messages);

    /// <summary>Counts messages that the provider took.</summary>
    public void Delivered(int messages, bool isLocal) => delivered.Add(messages, IsLocal(isLocal));

    /// <summary>Counts a message that was delivered with the mark.</summary>
    public void MaybeDuplicate(bool isLocal) => duplicates.Add(1, IsLocal(isLocal));

    /// <summary>Measures from the acceptance at the origin until now.</summary>
    public void TookSince(DateTimeOffset acceptedAt) =>
        way.Record(Math.Max(0, (time.GetUtcNow() - acceptedAt).TotalSeconds), provider); // clocks of two machines may disagree

    /// <summary>Counts a message that will not be delivered.</summary>
    public void Failed(string? reason, bool isLocal) => failed.Add(1, Reason(reason), IsLocal(isLocal));

    /// <summary>Counts a message that started to wait for people, or now waits for something else.</summary>
    public void Held(string? reason, bool isLocal) => held.Add(1, Reason(reason), IsLocal(isLocal));

    /// <summary>Counts messages that are sent after later ones of their lane.</summary>
    public void OutOfPlace(int messages) => outOfPlace.Add(messages);

    /// <summary>Counts a message whose arrival an echo or the history showed.</summary>
    public void Arrived(bool isLocal, bool maybeDuplicate)
    {
        delivered.Add(1, IsLocal(isLocal));
        duplicates.Add(maybeDuplicate ? 1 : 0, IsLocal(isLocal));
    }

    /// <summary>Counts attempts after which it is unknown whether the message arrived.</summary>
    public void BecameUncertain(int messages, bool isLocal = false) => uncertain.Add(messages, IsLocal(isLocal));

    public void Dispose()
    {
        meter.Dispose();
    }

    private static Tag IsLocal(bool local) => Local[local ? 1 : 0];

    private static Tag Reason(string? reason) => new("reason", reason);

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };

    private static string Class(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Delivered => "delivered",
        SendOutcome.NothingSent or SendOutcome.NotNow or SendOutcome.GoesAgain => "nothing_sent",
        SendOutcome.ServerError => "server_error",
        SendOutcome.RateLimited => "rate_limited",
        SendOutcome.Unchangeable => "unchangeable",
        SendOutcome.Failed => "failed",
        SendOutcome.Held => "held",
        SendOutcome.Rejected => "rejected",
        _ => "unanswered",
    };

    private static string Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Failed failed => failed.Reason,
        SendOutcome.Held held => held.Reason,
        _ => outcome.GetType().Name,
    };
}

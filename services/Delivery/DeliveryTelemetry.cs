using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relay.Delivery.Sending;
using Relay.Delivery.Tracing;

namespace Relay.Delivery;

/// <summary>Counters: outcomes and counts; never a text, phone, name or token.</summary>
internal sealed class DeliveryTelemetry : IDisposable
{
    private const string Name = "Relay.Delivery";
    private readonly Meter meter = new(Name);
    private readonly Counter<long> outcomes;
    private readonly Counter<long> duplicates;
    private readonly Counter<long> outOfPlace;

    public DeliveryTelemetry()
    {
        outcomes = meter.CreateCounter<long>("relay.calls", description: "Calls to the provider by outcome");
        duplicates = meter.CreateCounter<long>("relay.maybe_duplicates", description: "Attempts that may make a second copy");
        outOfPlace = meter.CreateCounter<long>("relay.out_of_place", description: "Messages sent after later ones of their lane");
    }

    public void EndSend(Activity? span, SendOutcome outcome)
    {
        span?.SetTag(MessageTraces.Outcome, Of(outcome));
        outcomes.Add(1, new KeyValuePair<string, object?>("outcome", Of(outcome)));
    }

    /// <summary>Counts what is about to be sent.</summary>
    public void Count(IReadOnlyList<Intent> intents)
    {
        duplicates.Add(intents.Count(intent => intent.Head.Message.MaybeDuplicate));
        outOfPlace.Add(intents.Count(intent => intent.Head is { IsOutOfPlace: true, Attempt: 0 }));
    }

    public void Dispose()
    {
        meter.Dispose();
    }

    private static string Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Failed failed => failed.Reason,
        SendOutcome.Held held => held.Reason,
        _ => outcome.GetType().Name,
    };
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Relay.Delivery.Tracing;

namespace Relay.Delivery.Tests.Counting;

/// <summary>The counts of one instance, from now on.</summary>
internal sealed class Counts : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<double> durations = new();

    public Counts(Instance instance)
    {
        var meter = instance.Get<DeliveryTelemetry>().Meter;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == meter)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => counts.AddOrUpdate(Name(instrument, tags), value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (instrument.Name == "relay.message.duration")
            {
                durations.Enqueue(value);
            }
        });
        listener.Start();
    }

    /// <summary>The measured seconds from acceptance to delivery.</summary>
    public IReadOnlyCollection<double> Durations => durations;

    /// <param name="name">Without <c>relay.messages.</c>, followed by the values of its tags: <c>held not_linked false</c>.</param>
    public long Of(string name) => counts.GetValueOrDefault("relay.messages." + name);

    public void Dispose() => listener.Dispose();

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            name += $" {tag.Value}";
        }

        return name;
    }
}

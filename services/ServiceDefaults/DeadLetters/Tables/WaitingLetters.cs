using Relay.ServiceDefaults.Telemetry;

namespace Relay.ServiceDefaults.DeadLetters.Tables;

/// <summary>How many wait for somebody, as a metric.</summary>
internal static class WaitingLetters
{
    public static readonly DatabaseLook Gauge = new(
        $"SELECT count(*)::float8 AS letters FROM dead WHERE {DeadLetterStatements.AreWaiting}",
        Tag: null,
        new LookedGauge("relay.dead_letters.waiting", "letters", "{letter}", "Dead letters that nobody has replayed or discarded yet."));
}

using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// What a trace may begin with: a request to this service, or a step of a message's way, which says so by its tags. What the loops do by
/// themselves every second (looks into the database, probes of the broker, polls) is worth no trace.
/// </summary>
internal sealed class Roots : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind == ActivityKind.Server || IsOurs(samplingParameters.Tags) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    private static bool IsOurs(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.Any(tag => tag.Key.StartsWith("relay.", StringComparison.Ordinal)) == true;
}

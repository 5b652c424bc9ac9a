using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// The spans that may start a trace: a request to this service, or a message step, which has our tags. The loops' own work every second (queries,
/// probes of the broker, polls) gets no trace.
/// </summary>
internal sealed class Roots : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind == ActivityKind.Server || IsOurs(samplingParameters.Tags) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    private static bool IsOurs(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.Any(tag => tag.Key.StartsWith("relay.", StringComparison.Ordinal)) == true;
}

using System.Diagnostics;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// Traces go from service to service in MassTransit's headers, and nowhere else. Trace contexts from outside are ignored, because they could switch
/// our traces off or mix them, and the providers get none of ours.
/// </summary>
internal sealed class OwnTraces : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        traceId = traceState = null;

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}

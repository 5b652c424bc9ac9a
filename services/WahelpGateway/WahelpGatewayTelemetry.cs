using System.Diagnostics.Metrics;

namespace Relay.WahelpGateway;

internal static class WahelpGatewayTelemetry
{
    public const string Name = "Relay.WahelpGateway";

    public static readonly Meter Meter = new(Name);
}

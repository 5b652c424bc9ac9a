using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Relay.ServiceDefaults;

internal static class ServiceDefaultsTelemetry
{
    public const string Name = "Relay.ServiceDefaults";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);
}

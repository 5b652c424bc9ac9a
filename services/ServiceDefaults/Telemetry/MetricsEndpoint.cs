using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;
using Relay.ServiceDefaults.Health;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>The endpoint that Prometheus scrapes.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Its path.</summary>
    public const string Path = "/metrics";

    /// <summary><c>GET /metrics</c> on the management port, for everybody who reaches that port: it holds only counts and times.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var isManagement = app.OnManagementPort();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Path.Equals(Path, StringComparison.Ordinal)
            && isManagement(context));
    }
}

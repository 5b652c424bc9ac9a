using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;
using Relay.ServiceDefaults.Health;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>What Prometheus scrapes.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/metrics";

    /// <summary><c>GET /metrics</c> on the management port, for everybody who reaches that port: it holds counts and times only.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var isManagement = app.OnManagementPort();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Path.Equals(Path, StringComparison.Ordinal)
            && isManagement(context));
    }
}

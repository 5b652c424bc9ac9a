using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        // Alive is who answers at all.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapManagement().MapGet("/health", async (HealthCheckService health, CancellationToken cancellationToken) =>
            Details(await health.CheckHealthAsync(cancellationToken)));
    }

    private static IResult Details(HealthReport report) => Results.Json(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description ?? "" },
            StringComparer.Ordinal),
    });
}

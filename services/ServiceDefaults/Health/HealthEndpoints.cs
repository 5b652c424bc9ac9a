using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Relay.ServiceDefaults.Administration;

namespace Relay.ServiceDefaults.Health;

/// <summary>
/// The health endpoints. Not <c>MapHealthChecks</c>: that resolves the checks, and so the bus and its options, before the options were validated.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        // Live: the process answers.
        var forAll = app.MapDoor(Door.Both);
        forAll.MapGet("/health/live", () => Bare(HealthStatus.Healthy));
        forAll.MapGet(
            "/health/ready", async (RecentHealth health, CancellationToken cancellationToken) => Bare((await health.ReadAsync(cancellationToken)).Status));
        app.MapDoor(Door.Management).MapGet("/health", async (RecentHealth health, CancellationToken cancellationToken) =>
            Details(await health.ReadAsync(cancellationToken)));
    }

    private static IResult Bare(HealthStatus status) => Results.Text(
        status.ToString(), statusCode: status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    private static IResult Details(HealthReport report) => Results.Json(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description ?? "" },
            StringComparer.Ordinal),
    });
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Relay.ServiceDefaults.DeadLetters.Tables;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Reports how many dead letters are open. They do not affect readiness.</summary>
internal sealed class DeadLetterHealth(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var waiting = (await database.ReadAsync(DeadLetterStatements.CountWaiting(), cancellationToken))[0];
            return waiting == 0
                ? HealthCheckResult.Healthy("No dead letters.")
                : HealthCheckResult.Degraded($"{waiting} dead letters wait for somebody.");
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The dead letters cannot be counted now.");
        }
    }
}

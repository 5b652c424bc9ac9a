using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

internal sealed class DatabaseHealth(NpgsqlDataSource database, DatabaseReady ready, DatabaseRetries retries) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!ready.IsReady)
        {
            return HealthCheckResult.Unhealthy("The database is not migrated yet.");
        }

        try
        {
            var isReadOnly = new Statement<bool>(
                "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS is_read_only", row => row.Is("is_read_only"));
            return (await database.ReadAsync(isReadOnly, cancellationToken))[0]
                ? HealthCheckResult.Unhealthy("The database is read-only.")
                : retries.Trouble is not { } trouble ? HealthCheckResult.Healthy("The database answers.")
                : trouble.IsFatal ? HealthCheckResult.Unhealthy(trouble.Words)
                : HealthCheckResult.Degraded(trouble.Words);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

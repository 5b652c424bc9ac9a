using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Relay.Delivery.Tables.Provider;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Watching;

/// <summary>Unhealthy while the provider refuses the account, because people must act. A provider that is only away is no fault of this service.</summary>
internal sealed class ProviderHealth(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await database.ReadAsync(ProviderStatements.IsAccountRefused(), cancellationToken) switch
            {
                [true] => HealthCheckResult.Unhealthy("The provider refuses the account: check token, login and password."),
                [false] => HealthCheckResult.Healthy("The provider is paused: it is away or busy; sending is tried again."),
                _ => HealthCheckResult.Healthy("The provider accepts messages."),
            };
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

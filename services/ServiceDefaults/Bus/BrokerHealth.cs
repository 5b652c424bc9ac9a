using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.ServiceDefaults.Bus;

internal sealed class BrokerHealth(BrokerProbe probe) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(probe.Answers switch
        {
            true => HealthCheckResult.Healthy("The broker took the last probe."),
            false => HealthCheckResult.Unhealthy("The broker did not take the last probe within 5 s."),
            null => HealthCheckResult.Unhealthy("The bus has not started: the broker or the database could not be reached yet."),
        });
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Degraded while files wait for room.</summary>
internal sealed class FileStoreHealth(IFileStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await store.IsFullAsync(cancellationToken)
                ? HealthCheckResult.Degraded("Managers' files wait for room: many wait for their clients. Raise RELAY_FILES_STORE_MB.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception error)
        {
            return HealthCheckResult.Degraded($"The database does not answer: {error.GetType().Name}.");
        }
    }
}

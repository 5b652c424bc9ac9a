using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.ServiceDefaults.Health;

/// <summary>Health, at most a second old: the database is asked once a second, however many callers ask.</summary>
internal sealed class RecentHealth(HealthCheckService health, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<HealthReport>? last;
    private long startedAt;

    public Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (last is null || (last.IsCompleted && time.GetElapsedTime(startedAt) >= Age))
            {
                (last, startedAt) = (health.CheckHealthAsync(CancellationToken.None), time.GetTimestamp());
            }

            return last.WaitAsync(cancellationToken);
        }
    }
}

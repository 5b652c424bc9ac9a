using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The state of the channel's history, for health. It does not affect readiness, because webhooks are the main way.</summary>
internal sealed class HistoryState : IHealthCheck
{
    private bool idsAgree;

    /// <summary>When the history was last read; null if never.</summary>
    public DateTimeOffset? LastGood { get; private set; }

    /// <summary>True if the account's API has no history, or none that can be read.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>False if the largest page did not reach back to the previous read.</summary>
    public bool ReachedBack { get; set; } = true;

    /// <summary>How many messages of the last read have a direction that no setting names.</summary>
    public int Unplaced { get; set; }

    public void Looked(DateTimeOffset now, bool agrees) => (LastGood, IsAbsent, idsAgree) = (now, false, agrees);

    public void Absent() => IsAbsent = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        IsAbsent ? HealthCheckResult.Healthy("Wahelp shows no history to this account: lost webhooks cannot be replaced.")
        : LastGood is not { } at ? HealthCheckResult.Healthy("Wahelp's history was not read yet.")
        : !idsAgree ? HealthCheckResult.Healthy("Managers' messages are not taken from Wahelp's history: it has not yet shown one that a webhook brought.")
        : !ReachedBack ? HealthCheckResult.Degraded($"Wahelp's history, read {at:u}, did not reach back to the previous read: replies may be missing.")
        : Unplaced > 0 ? HealthCheckResult.Degraded($"Wahelp's history, read {at:u}, has {Unplaced} messages whose direction no setting names.")
        : HealthCheckResult.Healthy($"Wahelp's history was read {at:u}."));
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>What is known of the channel's history, for health. It makes nobody unready: webhooks are the way that counts.</summary>
internal sealed class HistoryState : IHealthCheck
{
    private bool idsAgree;

    /// <summary>When the history was last read; null where it never was.</summary>
    public DateTimeOffset? LastGood { get; private set; }

    /// <summary>True where the account's API has none, or none that can be read.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>False where the largest page did not reach back to the look before.</summary>
    public bool ReachedBack { get; set; } = true;

    /// <summary>How many messages of the last look have a direction that no setting names.</summary>
    public int Unplaced { get; set; }

    public void Looked(DateTimeOffset now, bool agrees) => (LastGood, IsAbsent, idsAgree) = (now, false, agrees);

    public void Absent() => IsAbsent = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        IsAbsent ? HealthCheckResult.Healthy("Wahelp shows no history to this account: webhooks that are lost cannot be made up for.")
        : LastGood is not { } at ? HealthCheckResult.Healthy("Wahelp's history was not read yet.")
        : !idsAgree ? HealthCheckResult.Healthy("Managers' messages are not taken from Wahelp's history: none that a webhook brought was seen there yet.")
        : !ReachedBack ? HealthCheckResult.Degraded($"Wahelp's history, read {at:u}, did not reach back to the look before: replies may be missing.")
        : Unplaced > 0 ? HealthCheckResult.Degraded($"Wahelp's history, read {at:u}, has {Unplaced} messages whose direction no setting names.")
        : HealthCheckResult.Healthy($"Wahelp's history was read {at:u}."));
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Healthy if Telegram recently answered any instance.</summary>
internal sealed class UpdatesHealth(IPollerState state, BotConflict conflict) : IHealthCheck
{
    /// <summary>Two long polls with their grace, and a change of the poller.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(120);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (conflict.Current is { } cause)
        {
            return HealthCheckResult.Unhealthy($"Another program takes this bot's updates: {cause}.");
        }

        try
        {
            return await state.SinceLastGoodAsync(cancellationToken) is { } since && since < Recent
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("Telegram has not answered getUpdates recently.");
        }
        catch (Exception error)
        {
            return HealthCheckResult.Unhealthy($"The database does not answer: {error.GetType().Name}.");
        }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Relay.ServiceDefaults.Examining;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>
/// Holds back everything while <c>WAHELP_SEND_DESTINATION</c> is set and learning has not shown that the account honours it: one that ignores it would
/// send clients their own words. The messages wait.
/// </summary>
internal sealed class SendDestination(WahelpOptions options, IEvidence evidence) : IHealthCheck, IExamination
{
    private const string Problem = "WAHELP_SEND_DESTINATION is set, and nothing is sent: this account has not shown yet that it honours it.";
    private const string Remedy = "Run ./relay wahelp learn PHONE with a test client's phone, or leave the setting out.";

    /// <summary>True if what is sent goes to the client.</summary>
    public bool ReachesClient => options.ReachesClient;

    /// <summary>From memory, but for one look into the database every few seconds while the setting is there.</summary>
    public async ValueTask<bool> MaySendAsync(CancellationToken cancellationToken) =>
        options.SendDestination.Length == 0
        || (await evidence.ReadAsync(cancellationToken)).ValueOf(Facts.Way(options.ChannelUuid, options.SendDestination)) == WayShown.Recorded;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await MaySendAsync(cancellationToken)
                ? HealthCheckResult.Healthy("Messages go out as the settings say.")
                : HealthCheckResult.Unhealthy($"{Problem} {Remedy}");
        }
        catch (Exception)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.SendDestination.Length > 0)
        {
            yield return await MaySendAsync(cancellationToken)
                ? Finding.Good("WAHELP_SEND_DESTINATION is set, and this account has shown that it honours it.")
                : Finding.Wrong(Problem, Remedy);
        }
    }
}

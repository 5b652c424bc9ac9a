using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Instances;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// In webhook mode: sets the webhook at start, checks it once a minute, and sets it again if it was removed. Another program's webhook is left alone
/// and reported.
/// </summary>
internal sealed partial class WebhookKeeper(
    OwnWebhook webhook,
    IPollerState state,
    IInstances instances,
    IDatabaseReady database,
    NpgsqlDataSource connections,
    BotConflict conflict,
    TimeProvider time,
    ILogger<WebhookKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(60);

    private bool set;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        await Rounds.RunAsync(KeepAsync, StandBy, error => Log.RoundFailed(logger, error), time, stoppingToken);
    }

    /// <summary>One round.</summary>
    /// <returns>How long to wait before the next round.</returns>
    internal async Task<TimeSpan> KeepAsync(CancellationToken cancellationToken)
    {
        if (!await instances.TryHoldAsync(UpdatePoller.Role, cancellationToken))
        {
            set = false;
            conflict.LeftToAnother();
            return StandBy;
        }

        switch (await webhook.LookAsync(cancellationToken))
        {
            case WebhookOwner.Unknown:
                return StandBy;
            case WebhookOwner.Stranger:
                await conflict.NoticeAsync(byWebhook: true, cancellationToken);
                return Round;
            case WebhookOwner.Relay when set:
                conflict.Over();
                await using (var connection = await connections.OpenConnectionAsync(cancellationToken))
                {
                    await state.SaveAsync(connection, cancellationToken);
                }

                return Round;
            default:
                var again = set;
                set = await webhook.SetAsync(cancellationToken); // even if it is set already: the secret may be new
                return set && !again ? TimeSpan.Zero : StandBy;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Checking the webhook failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}

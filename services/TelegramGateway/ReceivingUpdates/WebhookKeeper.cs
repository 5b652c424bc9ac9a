using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Instances;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// In webhook mode: sets the webhook at start, and looks once a minute whether it still stands. Who sets another one later is not
/// fought over: it is said.
/// </summary>
internal sealed partial class WebhookKeeper(
    BotAccount account,
    IPollerState state,
    IInstances instances,
    IDatabaseReady database,
    NpgsqlDataSource connections,
    BotConflict conflict,
    TelegramOptions options,
    TimeProvider time,
    ILogger<WebhookKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(60);

    private bool set;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await KeepAsync(stoppingToken), time, stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                Log.RoundFailed(logger, e.GetType().Name);
                await Task.Delay(StandBy, time, stoppingToken);
            }
        }
    }

    /// <summary>One round.</summary>
    /// <returns>How long to wait for the next.</returns>
    internal async Task<TimeSpan> KeepAsync(CancellationToken cancellationToken)
    {
        if (!await instances.TryHoldAsync(UpdatePoller.Role, cancellationToken))
        {
            set = false;
            return StandBy;
        }

        var ours = options.WebhookUrl!.AbsoluteUri;
        if (!set)
        {
            var status = await account.SetWebhookAsync(ours, options.WebhookSecret, cancellationToken);
            set = status == 200;
            Log.SetWebhook(logger, status);
            return set ? TimeSpan.Zero : StandBy;
        }

        if (await account.GetWebhookAsync(cancellationToken) is not { } info)
        {
            return StandBy;
        }

        if (!info.Url.Equals(ours, StringComparison.Ordinal))
        {
            await conflict.NoticeAsync(byWebhook: true, cancellationToken);
            return Round;
        }

        conflict.Over();
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        await state.SaveAsync(connection, cancellationToken);
        return Round;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "setWebhook answered {Status}")]
        public static partial void SetWebhook(ILogger logger, int status);

        [LoggerMessage(Level = LogLevel.Error, Message = "A round of looking after the webhook failed: {Error}")]
        public static partial void RoundFailed(ILogger logger, string error);
    }
}

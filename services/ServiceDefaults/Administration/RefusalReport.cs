using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay.ServiceDefaults.Administration;

/// <summary>Reports refused calls: at once, then at most once an hour. This shows a token that was mistyped at a provider.</summary>
internal sealed partial class RefusalReport(
    Refusals refusals, IEnumerable<IRefusalNotice> notices, TimeProvider time, ILogger<RefusalReport> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private DateTimeOffset lastHour;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = time.GetUtcNow();
            var hour = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerHour);
            if (hour > lastHour)
            {
                await TellAsync(hour, stoppingToken);
            }
        }
    }

    private async Task TellAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        foreach (var (what, count) in refusals.TakeUntold())
        {
            try
            {
                foreach (var notice in notices)
                {
                    await notice.TellAsync(what, count, hour, cancellationToken);
                }

                Log.Refused(logger, what, count);
                lastHour = hour;
            }
            catch (Exception error)
            {
                refusals.PutBack(what, count);
                if (!cancellationToken.IsCancellationRequested)
                {
                    Log.NotTold(logger, error);
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} calls to {What} had no token or a wrong one since the last such line")]
        public static partial void Refused(ILogger logger, string what, long count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The owner could not be notified of refused calls; trying again")]
        public static partial void NotTold(ILogger logger, Exception exception);
    }
}

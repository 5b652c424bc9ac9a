using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// Starts the bus when the database is migrated, and keeps trying while the broker is not there. The host waits for neither. A start that
/// hangs is given up after a minute and made anew: seen on a busy machine, with the broker well and nothing in the log.
/// </summary>
internal sealed partial class BusStart(IBusDepot buses, IDatabaseReady database, TimeProvider time, ILogger<BusStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool asked;

    /// <summary>Completes when the bus has started: before, a send would wait for ever.</summary>
    public Task Started => started.Task;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (asked)
        {
            await buses.Stop(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                asked = true;
                await StartOnceAsync(stoppingToken);
                started.TrySetResult();
                Log.Started(logger);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotStarted(logger, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task StartOnceAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        await buses.Start(either.Token);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The bus is started.")]
        public static partial void Started(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The bus did not start ({Error}); trying again.")]
        public static partial void NotStarted(ILogger logger, string error);
    }
}

using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// Starts the bus after the migration. The host waits for neither. While the broker is away, MassTransit keeps trying. If the start fails, or does
/// not end although the broker answers, the process ends and its supervisor restarts it: a second start in the same process would leave endpoints
/// without a consumer, because MassTransit considers half-started endpoints started.
/// </summary>
/// <param name="broker">Whether the broker answers.</param>
internal sealed partial class BusStart(
    IBusDepot buses, IDatabaseReady database, IExamination broker, TimeProvider time, ILogger<BusStart> logger) : BackgroundService
{
    private const int LooksAtMost = 5; // MassTransit tries again at least once a minute
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool asked;

    /// <summary>Completes when the bus has started; an earlier send would wait for ever.</summary>
    public Task Started => started.Task;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (asked)
        {
            await buses.Stop(cancellationToken);
        }
    }

    /// <exception cref="TimeoutException">The bus does not start although the broker answers.</exception>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitAsync(stoppingToken);
            asked = true;
            await StartAsync(buses.Start(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        started.TrySetResult();
        Log.Started(logger);
    }

    private async Task StartAsync(Task starting, CancellationToken stoppingToken)
    {
        for (var answered = 0; answered < LooksAtMost; answered = await BrokerAnswersAsync(stoppingToken) ? answered + 1 : 0)
        {
            try
            {
                await starting.WaitAsync(LookEvery, time, stoppingToken);
                return;
            }
            catch (TimeoutException) when (!starting.IsCompleted)
            {
                Log.NotStartedYet(logger);
            }
        }

        throw new TimeoutException("The bus does not start although the broker answers: this process ends and must be restarted.");
    }

    private async Task<bool> BrokerAnswersAsync(CancellationToken stoppingToken)
    {
        var answers = false;
        await foreach (var finding in broker.ExamineAsync(stoppingToken))
        {
            answers = finding.IsGood == true; // the last one is about a message of its own
        }

        return answers;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The bus is started")]
        public static partial void Started(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The bus has not started yet")]
        public static partial void NotStartedYet(ILogger logger);
    }
}

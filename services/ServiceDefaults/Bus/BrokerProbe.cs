using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay.ServiceDefaults.Bus;

/// <summary>A message from an instance to itself.</summary>
public sealed record BrokerProbed
{
    /// <summary>Rises.</summary>
    public required long Number { get; init; }
}

/// <summary>
/// Sends a message to this instance's own endpoint every 5 s and waits for it. MassTransit calls the bus "healthy" even while the broker, in a memory
/// alarm, accepts nothing.
/// </summary>
internal sealed partial class BrokerProbe(
    IBus bus,
    BusStart start,
    ServiceIdentity service,
    IEnumerable<SpecialEndpoint> endpoints,
    TimeProvider time,
    ILogger<BrokerProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly string endpoint =
        EndpointNames.For(service.Name, "broker-probe-" + endpoints.Single(own => own.Consumer == typeof(BrokerProbeConsumer)).InstanceId);

    private TaskCompletionSource<long> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null until the first probe has ended.</summary>
    public bool? Answers { get; private set; }

    public void Arrived(long number) => arrived.TrySetResult(number);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (long number = 1; !stoppingToken.IsCancellationRequested; number++)
        {
            var (answers, fault) = await ProbeAsync(number, stoppingToken);
            if (answers != Answers && !stoppingToken.IsCancellationRequested)
            {
                Log.Changed(logger, fault, answers ? "takes" : "does not take");
                Answers = answers;
            }

            // Do not wait 5 s to notice a broker that has just come back.
            var pause = answers ? Every : TimeSpan.FromSeconds(1);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(bool Answers, Exception? Fault)> ProbeAsync(long number, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var address = await bus.GetSendEndpoint(new Uri($"exchange:{endpoint}?temporary=true")).WaitAsync(both.Token);
            await address.Send(new BrokerProbed { Number = number }, both.Token).WaitAsync(both.Token);
            await arrived.Task.WaitAsync(both.Token);
            return (true, null);
        }
        catch (Exception error)
        {
            // Whatever the error is, the broker did not take the probe.
            return (false, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The broker {Takes} messages")]
        public static partial void Changed(ILogger logger, Exception? exception, string takes);
    }
}

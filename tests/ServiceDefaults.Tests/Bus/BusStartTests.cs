using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Bus;

public sealed class BusStartTests
{
    readonly FakeTimeProvider time = new();
    readonly HangingOnce buses = new();

    [Fact]
    public async Task A_start_that_hangs_is_given_up_and_made_anew()
    {
        using var start = new BusStart(buses, new ReadyDatabase(), time, NullLogger<BusStart>.Instance);
        await start.StartAsync(TestContext.Current.CancellationToken);
        await buses.FirstStart;
        await Waiting.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(start.Started.IsCompleted);
            },
            TimeSpan.FromSeconds(20),
            "a second start");
        Assert.Equal(2, buses.Starts);
        await start.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, buses.Stops);
    }

    sealed class HangingOnce : IBusDepot
    {
        readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task FirstStart => first.Task;

        public int Starts { get; private set; }

        public int Stops { get; private set; }

        public Task Start(CancellationToken cancellationToken)
        {
            first.TrySetResult();
            return ++Starts == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.CompletedTask;
        }

        public Task Stop(CancellationToken cancellationToken)
        {
            Stops++;
            return Task.CompletedTask;
        }
    }

    sealed class ReadyDatabase : IDatabaseReady
    {
        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Runtime.CompilerServices;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Bus;

public sealed class BusStartTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Buses buses = new();
    private readonly Broker broker = new();
    private readonly BusStart start;

    public BusStartTests() => start = new BusStart(buses, new ReadyDatabase(), broker, time, NullLogger<BusStart>.Instance);

    [Fact]
    public async Task A_start_that_does_not_end_although_the_broker_answers_ends_the_process()
    {
        await start.StartAsync(TestContext.Current.CancellationToken);
        await PassAsync(() => start.ExecuteTask!.IsCompleted, "the end");
        await Assert.ThrowsAsync<TimeoutException>(() => start.ExecuteTask!);
        Assert.False(start.Started.IsCompleted);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_one_start_goes_on_for_as_long_as_it_takes()
    {
        broker.Answers = false;
        await start.StartAsync(TestContext.Current.CancellationToken);
        await PassAsync(() => broker.Looks >= 100, "fifty minutes");
        Assert.False(buses.Asked.IsCancellationRequested);
        buses.Starting.SetResult();

        await PassAsync(() => start.Started.IsCompleted, "the start");
        Assert.Equal(1, buses.Starts);
    }

    [Fact]
    public async Task A_broker_that_answers_now_and_then_only_is_away()
    {
        broker.AnswersEachOtherTime = true;
        await start.StartAsync(TestContext.Current.CancellationToken);
        await PassAsync(() => broker.Looks >= 100, "fifty minutes");
        Assert.False(start.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_start_that_failed_is_not_made_again_in_the_same_process()
    {
        buses.Starting.SetException(new ConnectionException("refused"));
        await start.StartAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ConnectionException>(() => start.ExecuteTask!);
        Assert.Equal(1, buses.Starts);
    }

    public async ValueTask DisposeAsync()
    {
        await start.StopAsync(CancellationToken.None);
        Assert.Equal(1, buses.Stops);
        start.Dispose();
    }

    private Task PassAsync(Func<bool> until, string what) => Waiting.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(until());
        },
        TimeSpan.FromSeconds(30),
        what,
        TimeSpan.FromMilliseconds(1));

    private sealed class Buses : IBusDepot
    {
        public TaskCompletionSource Starting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Asked { get; private set; }

        public int Starts { get; private set; }

        public int Stops { get; private set; }

        public Task Start(CancellationToken cancellationToken)
        {
            (Starts, Asked) = (Starts + 1, cancellationToken);
            return Starting.Task;
        }

        public Task Stop(CancellationToken cancellationToken)
        {
            Stops++;
            return Task.CompletedTask;
        }
    }

    private sealed class Broker : IExamination
    {
        private int looks;

        public bool Answers { get; set; } = true;

        public bool AnswersEachOtherTime { get; set; }

        public int Looks => Volatile.Read(ref looks);

        public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            var isOdd = Interlocked.Increment(ref looks) % 2 == 1;
            yield return Finding.Open("It is not encrypted.");
            yield return Answers && !(AnswersEachOtherTime && isOdd) ? Finding.Good("It answers.") : Finding.Wrong("Nobody answers.", "Wait.");
        }
    }

    private sealed class ReadyDatabase : IDatabaseReady
    {
        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using Microsoft.Extensions.Time.Testing;

namespace Relay.ServiceDefaults.Tests;

/// <summary>The loop that all background work shares.</summary>
public sealed class RoundsTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private readonly List<Exception> failures = [];
    private readonly CancellationTokenSource stopping = new();
    private int rounds;

    [Fact]
    public async Task A_round_that_fails_is_reported_and_the_next_one_follows_after_its_pause()
    {
        var fault = new OperationCanceledException("a time limit within the round, not the end of the work");
        var running = RunAsync(_ => rounds == 1 ? throw fault : Task.FromResult(Pause));

        Assert.Equal([fault], failures);
        time.Advance(AfterFailure - TimeSpan.FromTicks(1));
        Assert.Equal(1, rounds);
        time.Advance(TimeSpan.FromTicks(1));
        await UntilAsync(3);

        await stopping.CancelAsync();
        await running;
        Assert.Equal([fault], failures);
    }

    [Fact]
    public async Task The_end_of_the_work_is_no_failure_and_no_exception()
    {
        var began = new TaskCompletionSource();
        var running = RunAsync(async token =>
        {
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            return Pause;
        });
        await began.Task;

        await stopping.CancelAsync();
        await running;

        Assert.Empty(failures);
        Assert.Equal(1, rounds);
    }

    [Fact]
    public async Task A_round_without_a_pause_is_followed_at_once()
    {
        await RunAsync(async _ =>
        {
            await (rounds == 3 ? stopping.CancelAsync() : Task.CompletedTask);
            return TimeSpan.Zero;
        });

        Assert.Equal(3, rounds);
    }

    private Task RunAsync(Func<CancellationToken, Task<TimeSpan>> round) => Rounds.RunAsync(
        token =>
        {
            rounds++;
            return round(token);
        },
        AfterFailure,
        failures.Add,
        time,
        stopping.Token);

    /// <summary>A pause may begin only after the clock was moved.</summary>
    private async Task UntilAsync(int expected)
    {
        while (Volatile.Read(ref rounds) < expected)
        {
            time.Advance(Pause);
            await Task.Yield();
        }
    }
}

using System.Collections.Concurrent;
using Relay.Delivery.Queues;
using Relay.Harness;

namespace Relay.Delivery.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_arrives_during_a_commit_shares_the_next()
    {
        var first = new TaskCompletionSource();
        var batches = new ConcurrentQueue<IReadOnlyList<int>>();
        var commits = new GroupCommit<int>(
            batch =>
            {
                batches.Enqueue(batch);
                return batches.Count == 1 ? first.Task : Task.CompletedTask;
            },
            largest: 3);

        var alone = commits.AddAsync(0);
        await Waiting.UntilAsync(() => batches.Count == 1, TimeSpan.FromSeconds(20), "the first commit");
        var others = Enumerable.Range(1, 5).Select(commits.AddAsync).ToList();
        Assert.DoesNotContain(others, task => task.IsCompleted);
        first.SetResult();
        await Task.WhenAll([alone, .. others]);

        Assert.Equal([[0], [1, 2, 3], [4, 5]], batches);
    }

    [Fact]
    public async Task A_failure_reaches_all_of_its_batch_and_nobody_else()
    {
        var first = new TaskCompletionSource();
        var commits = new GroupCommit<int>(
            batch => batch.Contains(0) ? first.Task : batch.Contains(2) ? throw new InvalidOperationException("no") : Task.CompletedTask, largest: 2);

        var alone = commits.AddAsync(0);
        var waiting = Enumerable.Range(1, 4).Select(commits.AddAsync).ToList();
        first.SetResult();
        await alone;
        var settled = await Task.WhenAll(waiting.Select(async task => await Record.ExceptionAsync(() => task) is null));

        Assert.False(settled[1]);
        Assert.Equal(2, waiting.Count(task => task.IsFaulted) + (settled[0] && settled[2] ? 1 : 0));
        Assert.True(settled[3]);
    }

    [Fact]
    public async Task Nothing_is_lost_between_a_commit_that_ends_and_callers_that_come()
    {
        const int Callers = 8, Each = 3000;
        var stored = 0;
        var running = 0;
        var commits = new GroupCommit<int>(
            batch =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                stored += batch.Count;
                Interlocked.Decrement(ref running);
                return Task.CompletedTask;
            },
            largest: 100);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await commits.AddAsync(i);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(Callers * Each, stored);
    }
}

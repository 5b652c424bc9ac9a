using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Harness;
using Relay.ServiceDefaults.Faults;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Tests.Hosting;

namespace Relay.ServiceDefaults.Tests.Persistence;

public sealed class DatabaseRetriesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly DatabaseRetries retries;

    public DatabaseRetriesTests() => retries = new DatabaseRetries(time, NullLogger<DatabaseRetries>.Instance);

    [Fact]
    public async Task Work_is_repeated_with_growing_pauses_until_it_succeeds()
    {
        var runs = 0;
        var work = retries.RepeatAsync(_ => ++runs < 7 ? throw Postgres("57P01") : Task.FromResult("done"), TestContext.Current.CancellationToken);

        foreach (var seconds in new[] { 0.2, 0.4, 0.8, 1.6, 2, 2 })
        {
            var before = runs;
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, runs);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("done", await work);
        Assert.Equal(7, runs);
    }

    [Fact]
    public async Task Each_repetition_is_counted_and_the_first_is_logged()
    {
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, mine) =>
            {
                if (instrument.Name == "relay.database.retries")
                {
                    mine.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted += tags[0] is { Key: "error", Value: "53400" } ? value : 0);
        listener.Start();
        var log = new RecordedErrors(LogLevel.Warning);
        var loggers = new FaultLoggerFactory(new LoggerFactory([log]), new RepeatedFaults(time));
        var told = new DatabaseRetries(time, loggers.CreateLogger<DatabaseRetries>());

        await FailAsync(told, "53400", times: 5);

        Assert.Equal(5, counted);
        Assert.Single(log.Lines);
    }

    [Theory]
    [InlineData("53100", HealthStatus.Unhealthy, "The database's disk is full")]
    [InlineData("53300", HealthStatus.Degraded, "The database has no connection left")]
    [InlineData("57014", HealthStatus.Degraded, "The database cancels statements")]
    [InlineData("40001", HealthStatus.Healthy, "The database answers")]
    public async Task What_does_not_pass_by_itself_is_said_in_health_while_it_lasts(string sqlState, HealthStatus status, string words)
    {
        var servers = await Servers.StartAsync();
        await using var database = NpgsqlDataSource.Create(servers.Postgres);
        var ready = new DatabaseReady();
        ready.Set();
        var health = new DatabaseHealth(database, ready, retries);

        await FailAsync(retries, sqlState, times: 1);

        var during = await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal(status, during.Status);
        Assert.StartsWith(words, during.Description, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_permanent_error_is_not_repeated()
    {
        var runs = 0;

        await Assert.ThrowsAsync<PostgresException>(() => retries.RepeatAsync(
            _ =>
            {
                runs++;
                throw Postgres("23505");
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Repeating_ends_with_the_service_and_says_that_it_was_cancelled()
    {
        using var stopping = new CancellationTokenSource();
        var work = retries.RepeatAsync(_ => throw Postgres("57P01"), stopping.Token);
        var cut = retries.RepeatAsync(
            async _ =>
            {
                await stopping.CancelAsync();
                throw Postgres("57P01");
            },
            stopping.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut);
    }

    private async Task FailAsync(DatabaseRetries by, string sqlState, int times)
    {
        var runs = 0;
        var work = by.RepeatAsync(_ => ++runs <= times ? throw Postgres(sqlState) : Task.CompletedTask, TestContext.Current.CancellationToken);
        for (; !work.IsCompleted; await Task.Yield())
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
        }

        await work;
    }

    private static PostgresException Postgres(string sqlState) => new("message", "ERROR", "ERROR", sqlState);
}

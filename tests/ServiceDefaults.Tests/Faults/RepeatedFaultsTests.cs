using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.ServiceDefaults.Faults;

namespace Relay.ServiceDefaults.Tests.Faults;

public sealed class RepeatedFaultsTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Written written = new();
    private readonly FaultLoggerFactory loggers;
    private readonly ILogger logger;

    public RepeatedFaultsTests()
    {
        loggers = new FaultLoggerFactory(new LoggerFactory([written]), new RepeatedFaults(time));
        logger = loggers.CreateLogger("tested");
    }

    public void Dispose() => loggers.Dispose();

    [Fact]
    public void A_fault_that_repeats_every_second_is_written_at_once_and_then_every_five_minutes_with_how_often_it_came()
    {
        for (var second = 0; second < 601; second++)
        {
            logger.LogError(Thrown(() => throw new InvalidOperationException($"of second {second}")), "A round failed");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([null, 299, 299], written.Lines.Select(line => line.GetValueOrDefault("repeated")));
        Assert.All(
            written.Lines, line => Assert.Contains($"   at {typeof(RepeatedFaultsTests)}", (string)line["exception.stacktrace"]!, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_line_another_place_and_a_line_without_a_fault_are_not_kept_back()
    {
        for (var number = 0; number < 2; number++)
        {
            logger.LogError(Thrown(() => throw new InvalidOperationException()), "Message {Number} failed", number);
            logger.LogError("Nothing failed");
        }

        logger.LogError(Thrown(() => throw new FormatException()), "Message {Number} failed", 0);
        logger.LogError(Thrown(() => _ = Array.Empty<int>()[1]), "Message {Number} failed", 0);
        logger.LogError(Thrown(() => throw new InvalidOperationException("thrown elsewhere")), "Message {Number} failed", 0);
        loggers.CreateLogger("another").LogError(Thrown(() => throw new FormatException()), "Message {Number} failed", 0);

        Assert.Equal(8, written.Lines.Count);
    }

    private static Exception Thrown(Action throwing) => Record.Exception(throwing)!;

    private sealed class Written : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<Dictionary<string, object?>> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Null(exception);
            Lines.Enqueue(((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(StringComparer.Ordinal));
        }

        public void Dispose()
        {
        }
    }
}

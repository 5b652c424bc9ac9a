using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.ServiceDefaults.Tests.Hosting;

/// <summary>A service's log lines from a level on, by default errors.</summary>
internal sealed class RecordedErrors(LogLevel from = LogLevel.Error) : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}

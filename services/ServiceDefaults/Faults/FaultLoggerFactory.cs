using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Relay.ServiceDefaults.Faults;

/// <summary>
/// Wraps all loggers, ours and the frameworks', so that no log provider ever gets an exception, only a <see cref="FaultLine"/>.
/// </summary>
internal sealed class FaultLoggerFactory(ILoggerFactory inner, RepeatedFaults repeated) : ILoggerFactory
{
    /// <summary>Installs it for the loggers of a service.</summary>
    public static void Add(IServiceCollection services) => services
        .AddSingleton<RepeatedFaults>()
        .Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new FaultLoggerFactory(
            new LoggerFactory(
                provider.GetServices<ILoggerProvider>(),
                provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                provider.GetRequiredService<IOptions<LoggerFactoryOptions>>()),
            provider.GetRequiredService<RepeatedFaults>())));

    public ILogger CreateLogger(string categoryName) => new FaultLogger(inner.CreateLogger(categoryName), categoryName, repeated);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class FaultLogger(ILogger inner, string category, RepeatedFaults repeated) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            if ((exception ?? FaultLine.FaultIn(state)) is not { } fault)
            {
                inner.Log(logLevel, eventId, state, exception: null, formatter);
                return;
            }

            var text = FaultLine.TextOf(state, fault, formatter);
            if (repeated.Take(category, text, fault) is { } leftOut)
            {
                var line = new FaultLine(text, state, fault, leftOut);
                inner.Log(logLevel, eventId, line, exception: null, static (line, _) => line.ToString());
            }
        }
    }
}

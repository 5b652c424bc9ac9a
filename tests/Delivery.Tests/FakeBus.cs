using System.Collections.Concurrent;
using System.Diagnostics;
using Relay.Contracts.Lanes;
using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Tests;

/// <summary>Keeps publications; accepts them unless it refuses.</summary>
internal sealed class FakeBus : IBusSender
{
    public ConcurrentQueue<(object Message, Guid MessageId)> Published { get; } = new();

    public ConcurrentQueue<(string Endpoint, object Message)> Sent { get; } = new();

    public Func<object, bool> Refuses { get; set; } = _ => false;

    /// <summary>Carries a publication; null to keep it only.</summary>
    public Func<object, Guid, Task>? Carries { get; set; }

    public IReadOnlyList<T> All<T>() => [.. Published.Select(published => published.Message).OfType<T>()];

    public Task PublishAsync(object message, Type type, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken)
    {
        if (Refuses(message))
        {
            throw new InvalidOperationException("The broker is away.");
        }

        Published.Enqueue((message, messageId));
        return Carries?.Invoke(message, messageId) ?? Task.CompletedTask;
    }

    public Task SendAsync(string endpoint, object message, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken)
    {
        if (message is MessageOutcomes outcomes)
        {
            return PublishAsync(TestOutcomes.Of(outcomes), message.GetType(), messageId, parent, cancellationToken);
        }

        Sent.Enqueue((endpoint, message));
        return Task.CompletedTask;
    }

    public Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class => throw new NotSupportedException("Nobody answers questions here.");
}

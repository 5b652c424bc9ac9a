using System.Diagnostics;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// The one way a message leaves a service. A call returns when the broker has confirmed the message, and throws otherwise: where nobody is
/// bound (<c>MessageReturnedException</c>: nothing was lost, it stays due), where the broker is away, or after 10 s
/// (<see cref="OperationCanceledException"/>): MassTransit itself would wait for ever. Keep many calls in flight.
/// </summary>
public interface IBusSender
{
    /// <summary>Publishes to all who subscribed.</summary>
    /// <param name="type">The contract; the message's own type where it is not derived.</param>
    /// <param name="parent">The trace that it belongs to; null for the current one.</param>
    Task PublishAsync(object message, Type type, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken);

    /// <summary>Sends to one endpoint (<see cref="EndpointNames"/>), whoever of its instances takes it.</summary>
    Task SendAsync(string endpoint, object message, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken);

    /// <summary>Asks whoever answers such questions. Throws at once where nobody is bound to hear it, and where no answer comes in time.</summary>
    Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class;
}

using System.Diagnostics;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// The one way for a message to leave a service. A call returns when the broker has confirmed the message. It throws if nobody is bound
/// (<c>MessageReturnedException</c>; the message stays due), if the broker is away, or after 10 s (<see cref="OperationCanceledException"/>), because
/// MassTransit itself would wait for ever. Keep many calls in flight.
/// </summary>
public interface IBusSender
{
    /// <summary>Publishes to all subscribers.</summary>
    /// <param name="type">The contract; the message's own type if it is not derived.</param>
    /// <param name="parent">The trace that it belongs to; null for the current one.</param>
    Task PublishAsync(object message, Type type, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken);

    /// <summary>Sends to one endpoint (<see cref="EndpointNames"/>); one of its instances takes it.</summary>
    Task SendAsync(string endpoint, object message, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken);

    /// <summary>Sends a request to the consumers of its contract. Throws if nobody is bound, and if no answer comes in time.</summary>
    Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class;
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Providers;

/// <summary>
/// Work that a gateway does itself, in the order of a lane, and that calls no provider: for example an event that cannot be placed yet. Store it as a
/// <see cref="LocalMessage"/> of this type; one living instance does it, again and again until it is done. Register each as a singleton.
/// </summary>
public interface ILaneWork
{
    /// <summary>The kind, as <c>delivery.type</c> names it.</summary>
    string Type { get; }

    /// <summary>
    /// Does the work, or finds that it cannot be done yet. May be called again after it was done: the process may die before that is stored. Exceptions
    /// are as those of <see cref="IMessageKind{TPart}.ResolveAsync"/>.
    /// </summary>
    /// <returns>True if it is done; false if the lane is to try again soon.</returns>
    Task<bool> TryAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

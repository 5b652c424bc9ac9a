using System.Collections.Concurrent;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Tests.InMemory;

/// <summary>Work in a lane that calls nobody.</summary>
internal sealed class Errand : ILaneWork
{
    public const string TypeName = "errand";

    public string Type => TypeName;

    /// <summary>Those that were tried, in order.</summary>
    public ConcurrentQueue<long> Tried { get; } = new();

    public Func<OutgoingMessage, Task<bool>> Do { get; set; } = _ => Task.FromResult(true);

    public Task<bool> TryAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Tried.Enqueue(message.Number);
        return Do(message);
    }
}

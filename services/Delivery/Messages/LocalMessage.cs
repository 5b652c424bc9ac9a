using Relay.Delivery.Providers;

namespace Relay.Delivery.Messages;

/// <summary>A message of this service's own, delivered by its own <see cref="ISender"/> in a lane of its own: a prompt, a note.</summary>
public sealed record LocalMessage
{
    /// <summary>Made of lane, cause and time (<see cref="MessageIds.Local"/>), so that one cause makes one message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The local lane, for example <c>prompt:{chat id}</c>. Never the lane of relayed messages.</summary>
    public required string Lane { get; init; }

    /// <summary>Who the lane belongs to, as releases name it.</summary>
    public required string Party { get; init; }

    /// <summary>What it is: the sender tells its messages apart by it.</summary>
    public required string Type { get; init; }

    /// <summary>What the sender needs, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of what caused it; null where nobody traces.</summary>
    internal string? TraceParent { get; init; }
}

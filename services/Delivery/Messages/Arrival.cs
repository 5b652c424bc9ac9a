using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Messages;

/// <summary>A numbered message that came over the bus, to be delivered in its lane's order.</summary>
public sealed record Arrival
{
    /// <summary>The message's id, the key of <c>delivery</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The lane.</summary>
    public required string Lane { get; init; }

    /// <summary>Who the lane belongs to, as releases name it: a phone in E.164, or a Telegram user id.</summary>
    public required string Party { get; init; }

    /// <summary>Its number in the lane.</summary>
    public required long Number { get; init; }

    /// <summary>What must be done before it; 0 for nothing.</summary>
    public required long Previous { get; init; }

    /// <summary>What it is: the sender tells its messages apart by it.</summary>
    public required string Type { get; init; }

    /// <summary>The contract as JSON: what the sender needs.</summary>
    public required string Body { get; init; }

    /// <summary>The message that this one changes (an edit, a deletion), in the same lane; null if it is a new one.</summary>
    public Guid? Original { get; init; }

    /// <summary>Makes a statement that is committed together with the message, each time it is stored; null for none. It returns no rows.</summary>
    public Func<Statement>? Alongside { get; init; }

    /// <summary>True where its origin could not tell it from a repeat.</summary>
    public bool MaybeDuplicate { get; init; }
}

namespace Relay.Delivery.Messages;

/// <summary>What the recipient's chat shows of a message, as a change of it finds it.</summary>
public sealed record ShownMessage
{
    /// <summary>The message itself; null if it is not known here, or no longer.</summary>
    public OutgoingMessage? Message { get; init; }

    /// <summary>Its parts in order, each with the provider's id. A part has several ids if it was sent again; empty if none is known.</summary>
    public required IReadOnlyList<ShownPart> Parts { get; init; }

    /// <summary>True if the recipient may have got a second copy of a part that <see cref="Parts"/> does not have: a call had no answer.</summary>
    public bool MayHaveCopies { get; init; }

    /// <summary>True if the recipient may have got it although <see cref="Parts"/> is empty.</summary>
    public bool MayHaveArrived { get; init; }
}

using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>A lane's lowest open message and the lane's state, as read by one claim.</summary>
internal sealed record LaneHead
{
    public required OutgoingMessage Message { get; init; }

    /// <summary>The message that it changes; null if it is a new one.</summary>
    public Guid? Original { get; init; }

    /// <summary>The id of the change in <see cref="OutgoingMessage.ChangedTo"/>; null if nothing changes the message.</summary>
    public Guid? ChangedBy { get; init; }

    /// <summary>What must be final before it; 0 if nothing.</summary>
    public required long Previous { get; init; }

    /// <summary>The highest final number of the lane.</summary>
    public required long LastDone { get; init; }

    public required bool Local { get; init; }

    public required int Attempt { get; init; }

    public required int Unanswered { get; init; }

    public required int Refused { get; init; }

    /// <summary>How long the provider has answered it with server errors.</summary>
    public required TimeSpan RefusedFor { get; init; }

    /// <summary>How long an earlier message has been missing; null if no gap was noticed yet.</summary>
    public required TimeSpan? GapFor { get; init; }

    public required int GapAsks { get; init; }

    /// <summary>The reason of its hold; null if it is not held.</summary>
    public required string? HeldReason { get; init; }

    /// <summary>How long ago it arrived here.</summary>
    public required TimeSpan Age { get; init; }

    public required int HeldLooks { get; init; }

    /// <summary>How often its lane was released. If the count is higher now, earlier findings are outdated.</summary>
    public int Releases { get; init; }

    /// <summary>True if an attempt of it may have arrived.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>How long ago it met the fault for which the provider is paused; null if it has not in this pause.</summary>
    public TimeSpan? ProbedFor { get; init; }

    /// <summary>True if it was taken as the next probe.</summary>
    public bool IsToProbe { get; init; }

    /// <summary>W3C trace context of its publication.</summary>
    public required string? TraceParent { get; init; }

    /// <summary>
    /// True if it may be sent now: nothing earlier is open, or earlier messages no longer matter. A message that was attempted once no longer waits, and
    /// a late one (below the last final number) goes at once.
    /// </summary>
    public bool IsInTurn => Attempt > 0 || Previous == 0 || Previous <= LastDone || IsOutOfPlace;

    /// <summary>A later message was delivered before it: a restored database causes that, or the replay of a message that had failed. It is counted.</summary>
    public bool IsOutOfPlace => Message.Number <= LastDone;
}

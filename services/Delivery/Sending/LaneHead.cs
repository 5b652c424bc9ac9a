using Relay.Delivery.Messages;

namespace Relay.Delivery.Sending;

/// <summary>A lane's lowest open message with what its lane knows, as one claim reads them.</summary>
internal sealed record LaneHead
{
    public required OutgoingMessage Message { get; init; }

    /// <summary>What must be final before it; 0 for nothing.</summary>
    public required long Previous { get; init; }

    /// <summary>The highest number of the lane that is final.</summary>
    public required long LastDone { get; init; }

    public required bool Local { get; init; }

    public required int Attempt { get; init; }

    public required int Unanswered { get; init; }

    public required int Refused { get; init; }

    /// <summary>For how long the provider has answered it with server errors.</summary>
    public required TimeSpan RefusedFor { get; init; }

    /// <summary>For how long a message before it has been missing; null where nothing was noticed yet.</summary>
    public required TimeSpan? GapFor { get; init; }

    public required int GapAsks { get; init; }

    /// <summary>What it is held for; null where it is not.</summary>
    public required string? HeldReason { get; init; }

    /// <summary>How long ago it came here.</summary>
    public required TimeSpan Age { get; init; }

    public required int HeldLooks { get; init; }

    /// <summary>How often its lane was released; more often by now: what was found out before is old.</summary>
    public int Releases { get; init; }

    /// <summary>True if an attempt of it may have arrived.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>How long ago it met what the provider is paused for; null if it has not in this pause.</summary>
    public TimeSpan? ProbedFor { get; init; }

    /// <summary>True if it was taken as the one whose turn to probe it is.</summary>
    public bool IsToProbe { get; init; }

    /// <summary>W3C trace context of its publication.</summary>
    public required string? TraceParent { get; init; }

    /// <summary>
    /// Whether its turn has come: nothing earlier is open, or what is earlier is none of its business any more. What was attempted once
    /// no longer waits, and what is late (below the last that is done) goes at once.
    /// </summary>
    public bool IsInTurn => Attempt > 0 || Previous == 0 || Previous <= LastDone || IsOutOfPlace;

    /// <summary>Something behind it was delivered before it: only a restored database can cause that. It is counted.</summary>
    public bool IsOutOfPlace => Message.Number <= LastDone;
}

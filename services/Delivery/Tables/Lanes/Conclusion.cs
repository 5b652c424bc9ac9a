using Relay.Delivery.Messages;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// The change to one message after a call, a look-up or a limit decided about it. It applies to the attempt that it names: if there is a later
/// attempt, it only marks the row.
/// </summary>
internal sealed record Conclusion
{
    public required LaneHead Head { get; init; }

    /// <summary>The row's new state; never <see cref="MessageState.Sending"/>.</summary>
    public required MessageState State { get; init; }

    /// <summary>The reason; null if it was delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>When the lane is tried next.</summary>
    public TimeSpan LookIn { get; init; }

    public int PartsDone { get; init; }

    public int Unanswered { get; init; }

    public int Refused { get; init; }

    /// <summary>True if it just became unknown whether the message arrived.</summary>
    public bool BecameUncertain { get; init; }

    /// <summary>True if it must be announced.</summary>
    public bool Announce { get; init; }

    /// <summary>The provider's ids of the accepted message.</summary>
    public IReadOnlyList<string> ProviderMessageIds { get; init; } = [];

    /// <summary>What the part shows that the provider took; null if nothing can change it later.</summary>
    public ShownContent? Shown { get; init; }

    /// <summary>What was said, as the provider names it; null if it names nothing.</summary>
    public string? Words { get; init; }

    /// <summary>The provider's id of the part that could not be edited; null if none was refused.</summary>
    public string? Left { get; init; }

    /// <summary>The provider's id of the part that was deleted; null if none was.</summary>
    public string? Gone { get; init; }

    /// <summary>True if the provider took a part: a superseded attempt then makes the row a duplicate.</summary>
    public bool WasAccepted { get; init; }

    /// <summary>The reason of a message that became needless before anything of it was sent.</summary>
    public const string Needless = "needless";

    public bool IsFinal => State.IsFinal();

    /// <summary>It keeps waiting as before.</summary>
    public static Conclusion Waits(LaneHead head, TimeSpan lookIn, string? why = null) => new()
    {
        Head = head,
        State = head.HeldReason is null ? MessageState.Pending : MessageState.Held,
        Reason = head.HeldReason ?? why,
        LookIn = lookIn,
        PartsDone = head.Message.PartsDone,
        Unanswered = head.Unanswered,
        Refused = head.Refused,
    };

    public static Conclusion Delivered(LaneHead head, IReadOnlyList<string> providerMessageIds) => Waits(head, TimeSpan.Zero) with
    {
        State = MessageState.Delivered,
        Reason = null,
        PartsDone = head.Original is null ? head.Message.PartsDone + 1 : 0,
        ProviderMessageIds = providerMessageIds,
        WasAccepted = true,
        Announce = !head.Local,
    };

    public static Conclusion Failed(LaneHead head, string reason) =>
        Waits(head, TimeSpan.Zero) with { State = MessageState.Failed, Reason = reason, Announce = true };

    /// <summary>Held: tried again after 1 min, then at growing intervals up to 1 h, in case the release is missed.</summary>
    public static Conclusion Held(LaneHead head, string reason)
    {
        var isSame = string.Equals(head.HeldReason, reason, StringComparison.Ordinal);
        var looks = isSame ? Math.Min(head.HeldLooks + 1, 6) : 0;
        return Waits(head, Timings.HeldLook(looks)) with { State = MessageState.Held, Reason = reason, Announce = !isSame };
    }

    /// <summary>The same without the provider's ids, which the database refused.</summary>
    public Conclusion WithoutIds() => this with { ProviderMessageIds = [] };

    /// <summary>No longer needed: a prompt has become pointless, or a later change says all. Its origin settles it like a delivered one.</summary>
    public static Conclusion Closed(LaneHead head) =>
        Waits(head, TimeSpan.Zero) with { State = MessageState.Closed, Reason = Needless, Announce = !head.Local };
}

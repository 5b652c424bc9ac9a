using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// What is written of one message when a call, a lookup or a limit has decided over it. It holds for the attempt that it names:
/// where a later attempt was intended meanwhile, it only marks the row.
/// </summary>
internal sealed record Conclusion
{
    public required LaneHead Head { get; init; }

    /// <summary>The row's new state; never <see cref="MessageState.Sending"/>.</summary>
    public required MessageState State { get; init; }

    /// <summary>Why; null where it was delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>When the lane is looked at next.</summary>
    public TimeSpan LookIn { get; init; }

    public int PartsDone { get; init; }

    public int Unanswered { get; init; }

    public int Refused { get; init; }

    /// <summary>True where it is unknown since now whether it arrived.</summary>
    public bool BecameUncertain { get; init; }

    /// <summary>True where somebody is to be told.</summary>
    public bool Announce { get; init; }

    /// <summary>The provider's ids of what it took.</summary>
    public IReadOnlyList<string> ProviderMessageIds { get; init; } = [];

    /// <summary>True where the provider took a part: a superseded attempt then makes the row a duplicate.</summary>
    public bool WasAccepted { get; init; }

    public bool IsFinal => State.IsFinal();

    /// <summary>It waits on as it did before.</summary>
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
        PartsDone = head.Message.PartsDone + 1,
        ProviderMessageIds = providerMessageIds,
        WasAccepted = true,
        Announce = !head.Local,
    };

    public static Conclusion Failed(LaneHead head, string reason) =>
        Waits(head, TimeSpan.Zero) with { State = MessageState.Failed, Reason = reason, Announce = true };

    /// <summary>Held: it looks again after 1 min, then ever more rarely up to 1 h, in case the release is missed.</summary>
    public static Conclusion Held(LaneHead head, string reason)
    {
        var looks = string.Equals(head.HeldReason, reason, StringComparison.Ordinal) ? Math.Min(head.HeldLooks + 1, 6) : 0;
        var again = TimeSpan.FromMinutes(Math.Min(1 << looks, 60));
        return Waits(head, again) with
        { State = MessageState.Held, Reason = reason, Announce = !string.Equals(head.HeldReason, reason, StringComparison.Ordinal) };
    }

    /// <summary>The same without the provider's ids, if the database refused them.</summary>
    public Conclusion WithoutIds() => this with { ProviderMessageIds = [] };

    /// <summary>Nobody needs it any more.</summary>
    public static Conclusion Closed(LaneHead head) => Waits(head, TimeSpan.Zero) with { State = MessageState.Closed, Reason = "needless" };
}

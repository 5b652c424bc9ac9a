using Relay.Contracts;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>What to do with a lane's head now, before anybody is called.</summary>
internal abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>It is sent.</summary>
    public sealed record Go : Turn;

    /// <summary>Something before it is missing: the lane looks again later.</summary>
    public sealed record AwaitMissing(TimeSpan LookIn) : Turn;

    /// <summary>Something before it has been missing for long: its origin is asked.</summary>
    public sealed record AskForMissing(TimeSpan LookIn) : Turn;

    /// <summary>Whether it may still be sent shows when the provider is no longer paused.</summary>
    public sealed record AwaitProvider : Turn;

    /// <summary>It will not be sent any more.</summary>
    public sealed record Fail(string Reason) : Turn;

    /// <summary>How many attempts may have had no answer before the next is made.</summary>
    public static int UnansweredAtMost(UncertainPolicy policy) => policy == UncertainPolicy.AtMostOnce ? 0 : 1;

    public static Turn Of(LaneHead head, UncertainPolicy policy, bool isPaused)
    {
        if (!head.IsInTurn)
        {
            return Gap(head);
        }

        if (head.Unanswered > UnansweredAtMost(policy))
        {
            return isPaused ? new AwaitProvider() : new Fail(Reasons.OutcomeUnknown);
        }

        return head.HeldReason is not null && head.Age > Timings.HeldAtMost ? new Fail(Reasons.Expired) : new Go();
    }

    /// <summary>
    /// A gap is repaired, never jumped. Most close by themselves within moments; after 5 s the origin is asked, then ever more rarely.
    /// </summary>
    private static Turn Gap(LaneHead head)
    {
        var missing = head.GapFor ?? TimeSpan.Zero;
        var ask = Timings.GapAskedAfter(head.GapAsks);
        return missing < ask ? new AwaitMissing(ask - missing) : new AskForMissing(Timings.GapAskedAfter(head.GapAsks + 1) - missing);
    }
}

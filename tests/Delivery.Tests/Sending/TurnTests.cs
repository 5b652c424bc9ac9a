using Relay.Contracts;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Tests.Sending;

public sealed class TurnTests
{
    private static readonly LaneHead InGap = AnyHead.Create(number: 10) with { Previous = 9, LastDone = 5 };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(4, 5)]
    public void Goes_when_nothing_before_it_is_open(long previous, long lastDone) =>
        Assert.IsType<Turn.Go>(Of(InGap with { Previous = previous, LastDone = lastDone }, UncertainPolicy.AtLeastOnce));

    [Fact]
    public void What_is_late_goes_at_once_and_is_out_of_place()
    {
        var late = InGap with { LastDone = 12 };
        Assert.IsType<Turn.Go>(Of(late, UncertainPolicy.AtLeastOnce));
        Assert.True(late.IsOutOfPlace);
        Assert.False(InGap.IsOutOfPlace);
    }

    [Fact]
    public void What_was_attempted_once_waits_for_nothing_before_it() =>
        Assert.IsType<Turn.Go>(Of(InGap with { Attempt = 1 }, UncertainPolicy.AtLeastOnce));

    [Fact]
    public void A_fresh_gap_is_given_five_seconds()
    {
        Assert.Equal(new Turn.AwaitMissing(TimeSpan.FromSeconds(5)), Of(InGap, UncertainPolicy.AtLeastOnce));
        Assert.Equal(
            new Turn.AwaitMissing(TimeSpan.FromSeconds(2)),
            Of(InGap with { GapFor = TimeSpan.FromSeconds(3) }, UncertainPolicy.AtLeastOnce));
    }

    [Fact]
    public void An_old_gap_is_asked_for_ever_more_rarely_up_to_every_five_minutes()
    {
        var at = TimeSpan.FromSeconds(5);
        var pauses = new List<double>();
        for (var asks = 0; asks < 9; asks++)
        {
            var ask = Assert.IsType<Turn.AskForMissing>(Of(InGap with { GapFor = at, GapAsks = asks }, UncertainPolicy.AtLeastOnce));
            pauses.Add(ask.LookIn.TotalSeconds);
            at += ask.LookIn;
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300, 300], pauses);
    }

    [Theory]
    [InlineData(UncertainPolicy.AtLeastOnce, 1, true)]
    [InlineData(UncertainPolicy.AtLeastOnce, 2, false)]
    [InlineData(UncertainPolicy.AtMostOnce, 0, true)]
    [InlineData(UncertainPolicy.AtMostOnce, 1, false)]
    public void How_often_an_attempt_may_stay_unanswered_is_policy(UncertainPolicy policy, int unanswered, bool goes)
    {
        var turn = Of(AnyHead.Create() with { Attempt = unanswered, Unanswered = unanswered }, policy);
        Assert.Equal(goes ? new Turn.Go() : new Turn.Fail(Reasons.OutcomeUnknown), turn);
    }

    [Fact]
    public void A_hold_ends_after_seven_days()
    {
        var held = AnyHead.Create() with { HeldReason = Reasons.NotLinked, Age = TimeSpan.FromDays(7) };
        Assert.IsType<Turn.Go>(Of(held, UncertainPolicy.AtLeastOnce));
        Assert.Equal(
            new Turn.Fail(Reasons.Expired),
            Of(held with { Age = TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1) }, UncertainPolicy.AtLeastOnce));
    }

    [Fact]
    public void A_held_lane_looks_again_after_a_minute_then_ever_more_rarely_up_to_an_hour()
    {
        var first = Conclusion.Held(AnyHead.Create(), Reasons.NotLinked);
        Assert.True(first.Announce);
        Assert.Equal(TimeSpan.FromMinutes(1), first.LookIn);

        var later = Enumerable.Range(0, 8)
            .Select(looks => Conclusion.Held(AnyHead.Create() with { HeldReason = Reasons.NotLinked, HeldLooks = looks }, Reasons.NotLinked))
            .ToList();
        Assert.Equal([2, 4, 8, 16, 32, 60, 60, 60], later.Select(conclusion => conclusion.LookIn.TotalMinutes));
        Assert.DoesNotContain(later, conclusion => conclusion.Announce);
    }

    [Fact]
    public void Another_reason_to_hold_is_told_anew() =>
        Assert.True(Conclusion.Held(AnyHead.Create() with { HeldReason = Reasons.NotLinked, HeldLooks = 3 }, Reasons.BotBlocked).Announce);

    [Theory]
    [InlineData(UncertainPolicy.AtLeastOnce, 2)]
    [InlineData(UncertainPolicy.AtMostOnce, 1)]
    public void What_had_no_answer_too_often_fails_only_when_the_provider_is_well_again(UncertainPolicy policy, int unanswered)
    {
        var head = AnyHead.Create() with { Attempt = unanswered, Unanswered = unanswered };
        Assert.IsType<Turn.AwaitProvider>(Of(head, policy, isPaused: true));
        Assert.Equal(new Turn.Fail(Reasons.OutcomeUnknown), Of(head, policy));
    }

    private static Turn Of(LaneHead head, UncertainPolicy policy, bool isPaused = false) => Turn.Of(head, policy, isPaused);
}

using Microsoft.Extensions.Time.Testing;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Tests.Sending;

/// <summary>What an answer to one lane says of the next, and what it no longer says.</summary>
public sealed class ProviderSignsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ProviderSigns signs;

    public ProviderSignsTests() => signs = new ProviderSigns(time);

    [Fact]
    public void An_answer_ends_what_two_errors_before_it_said()
    {
        Hear("a", new SendOutcome.ServerError(500));
        Hear("b", new SendOutcome.ServerError(500));
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Hear("c", new SendOutcome.ServerError(500)).Pause);
    }

    [Fact]
    public void An_answer_ends_what_two_silences_before_it_said()
    {
        Hear("a", new SendOutcome.Unanswered());
        Hear("b", new SendOutcome.Unanswered());
        time.Advance(TimeSpan.FromSeconds(1));
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Hear("c", new SendOutcome.Unanswered()).Pause);
    }

    [Fact]
    public void An_answer_ends_what_the_refusals_of_others_before_it_said()
    {
        Hear("a", new SendOutcome.Rejected(422));
        Hear("b", new SendOutcome.Rejected(422));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Reasons.Refused, Hear("c", new SendOutcome.Rejected(422)).Conclusion.Reason);
    }

    [Fact]
    public void A_lane_that_is_refused_before_and_after_an_answer_is_one_of_the_three()
    {
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(2));
        Hear("a", new SendOutcome.Rejected(403, MayConcernAll: true));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(2));
        Hear("a", new SendOutcome.Rejected(403, MayConcernAll: true));
        Hear("b", new SendOutcome.Rejected(422));
        Assert.Equal(new PauseRequest("422", Account: true), Hear("c", new SendOutcome.Rejected(422)).Pause);
    }

    [Fact]
    public void What_was_refused_before_a_lanes_own_answer_does_not_count_against_its_next_message()
    {
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true));
        Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true));
        Hear("lane", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MessageState.Pending, Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true)).Conclusion.State);
    }

    [Fact]
    public void A_message_that_failed_by_its_own_fault_says_nothing_of_the_next_in_its_lane()
    {
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true));
        Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true));
        Assert.Equal(Reasons.Refused, Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true)).Conclusion.Reason);
        Assert.Equal(MessageState.Pending, Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true)).Conclusion.State);
    }

    [Fact]
    public void An_answer_to_others_that_came_before_the_lanes_next_message_does_not_make_its_refusal_its_own()
    {
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear("lane", new SendOutcome.Rejected(422));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MessageState.Pending, Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true)).Conclusion.State);
    }

    [Fact]
    public void An_answer_to_another_lane_exactly_a_minute_ago_still_speaks_for_the_account()
    {
        Hear("well", new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(Hear("lane", new SendOutcome.Rejected(403, MayConcernAll: true)).Pause);
    }

    [Fact]
    public void Of_a_lane_that_was_not_refused_nothing_is_said() =>
        Assert.Null(signs.FaultOfRejection("lane", mayConcernAll: true, ProviderState.Well));

    [Fact]
    public void A_call_that_may_be_repeated_leaves_nothing_uncertain_and_backs_off_like_an_error()
    {
        var unanswered = Hear("lane", new SendOutcome.Unanswered(), mayRepeat: true);
        Assert.Null(unanswered.Pause);
        Assert.Equal(("unanswered", 0, 1, false), Doubt(unanswered));
        Assert.Equal(TimeSpan.FromSeconds(1), unanswered.Conclusion.LookIn);
        Assert.Equal(("500", 0, 2, false), Doubt(Hear("lane", new SendOutcome.ServerError(500), mayRepeat: true, refused: 1)));
    }

    [Fact]
    public void Only_what_may_not_be_repeated_makes_its_row_a_duplicate_once_it_was_accepted()
    {
        Assert.True(Hear("lane", new SendOutcome.Delivered("id")).Conclusion.WasAccepted);
        Assert.False(Hear("lane", new SendOutcome.Delivered("id"), mayRepeat: true).Conclusion.WasAccepted);
    }

    [Fact]
    public void A_message_that_waits_says_for_what()
    {
        Assert.Equal("unanswered", Hear("a", new SendOutcome.Unanswered()).Conclusion.Reason);
        Assert.Equal("rate_limited", Hear("b", new SendOutcome.RateLimited(TimeSpan.FromSeconds(3))).Conclusion.Reason);
    }

    private static (string? Reason, int Unanswered, int Refused, bool Uncertain) Doubt(Verdict verdict) =>
        (verdict.Conclusion.Reason, verdict.Conclusion.Unanswered, verdict.Conclusion.Refused, verdict.Conclusion.BecameUncertain);

    /// <summary>What follows if the provider answers the harmless call.</summary>
    private Verdict Hear(string lane, SendOutcome outcome, bool mayRepeat = false, int refused = 0)
    {
        var intent = AnyHead.Intent(lane);
        var call = new EndedCall(
            intent with { Head = intent.Head with { Refused = refused }, Recipient = new Recipient.Known("+79990000001", null) { MayRepeat = mayRepeat } },
            outcome,
            time.GetTimestamp(),
            Verdict.IsDoubtful(outcome) ? ProviderState.Well : null);
        signs.Hear(lane, outcome, call.EndedAt);
        return Verdict.Of(call, signs, arrivalShowsWithin: TimeSpan.FromSeconds(60), jitter: 0.5);
    }
}

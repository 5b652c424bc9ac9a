using Microsoft.Extensions.Time.Testing;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Sending;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Tests.Sending;

/// <summary>The table "Outcomes", row by row.</summary>
public sealed class VerdictTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ProviderSigns signs;
    private TimeSpan arrivalShowsWithin = TimeSpan.FromSeconds(60);

    public VerdictTests() => signs = new ProviderSigns(time);

    [Fact]
    public void Accepted_is_delivered_with_the_providers_ids()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Delivered("id-1") { OtherIds = ["id-2"] });
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Delivered, true), (verdict.Conclusion.State, verdict.Conclusion.Announce));
        Assert.Equal(["id-1", "id-2"], verdict.Conclusion.ProviderMessageIds);
        Assert.True(verdict.Conclusion.IsFinal);
    }

    [Fact]
    public void An_accepted_part_makes_the_next_part_due_and_starts_its_limits_anew()
    {
        var intent = AnyHead.Intent();
        intent = intent with { Head = intent.Head with { Unanswered = 1, Refused = 3 } };
        var part = Hear(intent, new SendOutcome.Delivered("id-1", MoreParts: true)).Conclusion;
        Assert.Equal((MessageState.Pending, 1, 0, 0, false), (part.State, part.PartsDone, part.Unanswered, part.Refused, part.Announce));
        Assert.Equal(TimeSpan.Zero, part.LookIn);
        Assert.Equal(["id-1"], part.ProviderMessageIds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_sent_pauses_the_provider_and_counts_against_no_message(bool account)
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.NothingSent("no_connection", account));
        Assert.Equal(new PauseRequest("no_connection", account), verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 0, false), Counts(verdict));
    }

    [Fact]
    public void A_server_error_backs_off_its_lane_and_makes_it_uncertain()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.ServerError(500));
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 1, true), Counts(verdict));
        Assert.Equal(TimeSpan.FromSeconds(1), verdict.Conclusion.LookIn);
    }

    [Theory]
    [InlineData(0, 0, 0.75)]
    [InlineData(0, 1, 1.25)]
    [InlineData(3, 0.5, 8)]
    [InlineData(8, 0.5, 256)]
    [InlineData(9, 0.5, 300)]
    [InlineData(60, 1, 375)]
    public void Back_off_doubles_from_one_second_to_five_minutes_with_a_quarter_of_jitter(int refused, double jitter, double seconds)
    {
        var intent = AnyHead.Intent();
        var verdict = Hear(intent with { Head = intent.Head with { Refused = refused } }, new SendOutcome.ServerError(502), jitter);
        Assert.Equal(seconds, verdict.Conclusion.LookIn.TotalSeconds, precision: 6);
    }

    [Fact]
    public void Server_errors_on_three_lanes_within_ten_seconds_are_the_providers()
    {
        Assert.Null(Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500)).Pause);
        Assert.Null(Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500)).Pause);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.ServerError(500)).Pause);
        time.Advance(TimeSpan.FromSeconds(5));
        var third = Hear(AnyHead.Intent("c"), new SendOutcome.ServerError(504));
        Assert.Equal(new PauseRequest("504", Account: false), third.Pause);
        Assert.Equal((MessageState.Pending, 0, 0, true), Counts(third)); // not counted, yet a second copy is possible
    }

    [Fact]
    public void Three_sick_lanes_in_a_row_pause_nobody_where_others_were_answered_a_moment_ago()
    {
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.All(["a", "b", "c"], lane => Assert.Null(Hear(AnyHead.Intent(lane), new SendOutcome.ServerError(500)).Pause));
        Assert.All(["d", "e", "f"], lane => Assert.Null(Hear(AnyHead.Intent(lane), new SendOutcome.Rejected(404, MayConcernAll: true)).Pause));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(new PauseRequest("500", Account: false), Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500)).Pause);
        Assert.Equal(new PauseRequest("404", Account: true), Hear(AnyHead.Intent("d"), new SendOutcome.Rejected(404, MayConcernAll: true)).Pause);
    }

    [Fact]
    public void Server_errors_that_are_older_or_answered_meanwhile_are_the_lanes_own()
    {
        Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500));
        Hear(AnyHead.Intent("b"), new SendOutcome.ServerError(500));
        time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Null(Hear(AnyHead.Intent("c"), new SendOutcome.ServerError(500)).Pause);
        Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500));
        Hear(AnyHead.Intent("d"), new SendOutcome.Delivered(null));
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.ServerError(500)).Pause);
    }

    [Fact]
    public void A_server_error_to_a_probe_goes_on_with_the_pause()
    {
        var verdict = Hear(AnyHead.Intent(isProbe: true), new SendOutcome.ServerError(500));
        Assert.Equal(new PauseRequest("500", Account: false), verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 0, true), Counts(verdict));
    }

    [Theory]
    [InlineData(9, 30, true, MessageState.Failed)]
    [InlineData(8, 30, true, MessageState.Pending)]
    [InlineData(9, 29, true, MessageState.Pending)]
    [InlineData(9, 30, false, MessageState.Pending)]
    public void Ten_refusals_over_half_an_hour_fail_only_while_others_succeed(int before, int minutes, bool othersSucceed, MessageState state)
    {
        if (othersSucceed)
        {
            Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        }

        var intent = AnyHead.Intent();
        var head = intent.Head with { Refused = before, RefusedFor = TimeSpan.FromMinutes(minutes) };
        var verdict = Hear(intent with { Head = head }, new SendOutcome.ServerError(500));
        Assert.Equal(state, verdict.Conclusion.State);
        Assert.Equal(state == MessageState.Failed ? Reasons.ProviderRefuses : "500", verdict.Conclusion.Reason);
    }

    [Fact]
    public void A_rate_limit_waits_as_long_as_asked_in_its_chat()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.RateLimited(TimeSpan.FromSeconds(17)));
        Assert.Null(verdict.Pause);
        Assert.Equal(TimeSpan.FromSeconds(17), verdict.Conclusion.LookIn);
        Assert.Equal((MessageState.Pending, 0, 0, false), Counts(verdict));
    }

    [Fact]
    public void Rate_limits_in_three_chats_within_a_second_are_the_whole_bots()
    {
        Hear(AnyHead.Intent("a"), new SendOutcome.RateLimited(TimeSpan.FromSeconds(3)));
        Hear(AnyHead.Intent("b"), new SendOutcome.RateLimited(TimeSpan.FromSeconds(3)));
        time.Advance(TimeSpan.FromSeconds(1));
        var third = Hear(AnyHead.Intent("c"), new SendOutcome.RateLimited(TimeSpan.FromSeconds(4)));
        Assert.Equal(new PauseRequest("rate_limited", Account: false, TimeSpan.FromSeconds(4)), third.Pause);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Null(Hear(AnyHead.Intent("d"), new SendOutcome.RateLimited(TimeSpan.FromSeconds(4))).Pause);
    }

    [Fact]
    public void No_answer_is_uncertain_and_waits_for_signs_of_the_arrival()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Unanswered());
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Pending, 1, 0, true), Counts(verdict));
        Assert.Equal(TimeSpan.FromSeconds(60), verdict.Conclusion.LookIn);
    }

    [Fact]
    public void An_answer_that_names_the_recipient_or_text_fails_or_holds_with_its_reason()
    {
        var failed = Hear(AnyHead.Intent(), new SendOutcome.Failed(Reasons.ChatNotFound)).Conclusion;
        Assert.Equal((MessageState.Failed, Reasons.ChatNotFound, true), (failed.State, failed.Reason, failed.Announce));
        var held = Hear(AnyHead.Intent(), new SendOutcome.Held(Reasons.BotBlocked)).Conclusion;
        Assert.Equal((MessageState.Held, Reasons.BotBlocked, true), (held.State, held.Reason, held.Announce));
        Assert.False(held.IsFinal);
    }

    [Fact]
    public void An_unknown_refusal_is_the_messages_own_once_another_lane_was_answered_after_it()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        var first = Hear(AnyHead.Intent(), new SendOutcome.Rejected(403, MayConcernAll: true));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        var second = Hear(AnyHead.Intent(), new SendOutcome.Rejected(403, MayConcernAll: true));

        Assert.Null(first.Pause);
        Assert.Equal((MessageState.Pending, TimeSpan.FromSeconds(2)), (first.Conclusion.State, first.Conclusion.LookIn));
        Assert.Null(second.Pause);
        Assert.Equal((MessageState.Failed, Reasons.Refused), (second.Conclusion.State, second.Conclusion.Reason));
    }

    [Fact]
    public void An_unknown_refusal_that_comes_three_times_to_one_lane_alone_is_the_messages_own()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(
            [MessageState.Pending, MessageState.Pending, MessageState.Failed],
            Enumerable.Range(0, 3).Select(_ => Hear(AnyHead.Intent(), new SendOutcome.Rejected(403, MayConcernAll: true)).Conclusion.State));
    }

    [Fact]
    public void Unknown_refusals_of_three_lanes_with_no_answer_in_between_are_the_accounts_however_well_it_was_before()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Hear(AnyHead.Intent("a"), new SendOutcome.Rejected(404, MayConcernAll: true)).Pause);
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.Rejected(404, MayConcernAll: true)).Pause);

        var third = Hear(AnyHead.Intent("c"), new SendOutcome.Rejected(404, MayConcernAll: true));

        Assert.Equal(new PauseRequest("404", Account: true), third.Pause);
        Assert.Equal(MessageState.Pending, third.Conclusion.State);
    }

    [Fact]
    public void After_a_pause_that_another_lanes_answer_ended_the_refusal_is_the_messages_own()
    {
        Assert.NotNull(Hear(AnyHead.Intent(), new SendOutcome.Rejected(404, MayConcernAll: true)).Pause);
        time.Advance(TimeSpan.FromMinutes(5));
        Hear(AnyHead.Intent("probe"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(MessageState.Failed, Hear(AnyHead.Intent(), new SendOutcome.Rejected(404, MayConcernAll: true)).Conclusion.State);
    }

    [Theory]
    [InlineData("lane", 0)]
    [InlineData("other", 61)]
    public void An_unknown_refusal_is_the_accounts_where_no_other_lane_was_answered_lately(string answered, int secondsAgo)
    {
        Hear(AnyHead.Intent(answered), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(secondsAgo));
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Rejected(404, MayConcernAll: true));
        Assert.Equal(new PauseRequest("404", Account: true), verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 0, false), Counts(verdict));
    }

    [Theory]
    [InlineData(ProviderState.Away, false)]
    [InlineData(ProviderState.Refused, true)]
    public void No_answer_to_the_harmless_call_either_is_the_providers(ProviderState asked, bool account)
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Unanswered(), asked: asked);
        Assert.Equal(new PauseRequest("unanswered", account) { ByCall = true }, verdict.Pause);
        Assert.Equal((MessageState.Pending, 1, 0, true), Counts(verdict));
    }

    [Fact]
    public void No_answer_is_the_lanes_own_if_others_were_answered_since_whatever_the_harmless_call_says()
    {
        var ended = new EndedCall(AnyHead.Intent(), new SendOutcome.Unanswered(), time.GetTimestamp(), ProviderState.Away);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        signs.Hear("lane", ended.Outcome, ended.EndedAt);
        Assert.Null(Verdict.Of(ended, signs, arrivalShowsWithin, jitter: 0.5).Pause);
    }

    [Fact]
    public void A_probe_without_an_answer_accuses_no_account_if_others_were_answered_since()
    {
        var ended = new EndedCall(AnyHead.Intent(isProbe: true), new SendOutcome.Unanswered(), time.GetTimestamp(), ProviderState.Refused);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(4)); // the harmless call took this long
        Assert.Equal(new PauseRequest("unanswered", Account: false), Verdict.Of(ended, signs, arrivalShowsWithin, jitter: 0.5).Pause);
    }

    [Fact]
    public void That_others_were_answered_a_moment_before_does_not_make_no_answer_the_lanes_own()
    {
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Unanswered(), asked: ProviderState.Away);
        Assert.Equal(new PauseRequest("unanswered", Account: false) { ByCall = true }, verdict.Pause);
    }

    [Fact]
    public void What_was_not_answered_is_not_repeated_at_once_unless_others_were_answered_since()
    {
        arrivalShowsWithin = TimeSpan.Zero;
        var alone = Hear(AnyHead.Intent(), new SendOutcome.Unanswered());
        Assert.Equal(TimeSpan.FromSeconds(1), alone.Conclusion.LookIn);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        var proven = Verdict.Of(new EndedCall(AnyHead.Intent(), new SendOutcome.Unanswered(), EndedAt: 0, ProviderState.Well), signs, arrivalShowsWithin, 0.5);
        Assert.Equal(TimeSpan.Zero, proven.Conclusion.LookIn);
    }

    [Fact]
    public void No_answer_on_three_lanes_with_no_other_answer_is_the_providers_though_the_harmless_call_is_answered()
    {
        Assert.Null(Hear(AnyHead.Intent("a"), new SendOutcome.Unanswered()).Pause);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.Unanswered()).Pause);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(new PauseRequest("unanswered", Account: false), Hear(AnyHead.Intent("c"), new SendOutcome.Unanswered()).Pause);
    }

    [Fact]
    public void What_the_provider_takes_not_now_backs_off_alone_is_counted_and_never_uncertain()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.NotNow("503"));
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 1, false), Counts(verdict));
        Assert.Equal(TimeSpan.FromSeconds(1), verdict.Conclusion.LookIn);
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.NotNow("503")).Pause);
        Assert.Equal(new PauseRequest("lookup_failed", Account: false), Hear(AnyHead.Intent("c"), new SendOutcome.NotNow("lookup_failed")).Pause);
    }

    [Fact]
    public void What_was_taken_not_now_ten_times_fails_in_a_quiet_relay_too_once_another_lane_was_answered_in_between()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromMinutes(9));
        var intent = AnyHead.Intent();
        var head = intent.Head with { Refused = 9, RefusedFor = TimeSpan.FromMinutes(31) };
        Assert.Equal(Reasons.ProviderRefuses, Hear(intent with { Head = head }, new SendOutcome.NotNow("503")).Conclusion.Reason);
    }

    [Fact]
    public void An_unknown_refusal_in_a_quiet_relay_is_the_messages_own_while_the_harmless_call_is_answered()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Rejected(422));
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Failed, Reasons.Refused), (verdict.Conclusion.State, verdict.Conclusion.Reason));
    }

    [Fact]
    public void An_unknown_refusal_is_the_accounts_or_the_providers_if_the_harmless_call_fails_and_fails_nothing()
    {
        var refused = Hear(AnyHead.Intent(), new SendOutcome.Rejected(422), asked: ProviderState.Refused);
        Assert.Equal(new PauseRequest("422", Account: true) { ByCall = true }, refused.Pause);
        var away = Hear(AnyHead.Intent("b"), new SendOutcome.Rejected(422), asked: ProviderState.Away);
        Assert.Equal(new PauseRequest("422", Account: false) { ByCall = true }, away.Pause);
        Assert.All([refused, away], verdict => Assert.Equal((MessageState.Pending, 0, 0, false), Counts(verdict)));
    }

    [Fact]
    public void The_third_lane_that_is_refused_with_nobody_answered_since_shows_that_it_is_the_account()
    {
        Assert.Equal(MessageState.Failed, Hear(AnyHead.Intent("a"), new SendOutcome.Rejected(422)).Conclusion.State);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(MessageState.Failed, Hear(AnyHead.Intent("b"), new SendOutcome.Rejected(422)).Conclusion.State);
        var third = Hear(AnyHead.Intent("c"), new SendOutcome.Rejected(422));
        Assert.Equal(new PauseRequest("422", Account: true), third.Pause);
        Assert.Equal(MessageState.Pending, third.Conclusion.State);
    }

    [Fact]
    public void The_last_answer_on_each_of_two_lanes_speaks_for_the_other()
    {
        Hear(AnyHead.Intent("a"), new SendOutcome.Delivered(null));
        Hear(AnyHead.Intent("b"), new SendOutcome.Failed(Reasons.TextRefused));
        Hear(AnyHead.Intent("b"), new SendOutcome.Delivered(null));
        Assert.True(signs.AnotherLaneWasAnswered("a"));
        Assert.True(signs.AnotherLaneWasAnswered("b"));
        Assert.False(new ProviderSigns(time).AnotherLaneWasAnswered("a"));
    }

    [Fact]
    public void What_was_not_called_goes_on_as_it_was()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.NotCalled());
        Assert.Null(verdict.Pause);
        Assert.Equal((MessageState.Pending, 0, 0, false), Counts(verdict));
    }

    private static (MessageState State, int Unanswered, int Refused, bool Uncertain) Counts(Verdict verdict) =>
        (verdict.Conclusion.State, verdict.Conclusion.Unanswered, verdict.Conclusion.Refused, verdict.Conclusion.BecameUncertain);

    private Verdict Hear(Intent intent, SendOutcome outcome, double jitter = 0.5, ProviderState asked = ProviderState.Well)
    {
        var call = new EndedCall(intent, outcome, time.GetTimestamp(), Verdict.IsDoubtful(outcome) ? asked : null);
        signs.Hear(intent.Head.Message.Lane, outcome, call.EndedAt);
        return Verdict.Of(call, signs, arrivalShowsWithin, jitter);
    }
}

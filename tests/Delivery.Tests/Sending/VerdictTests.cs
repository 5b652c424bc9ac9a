using Microsoft.Extensions.Time.Testing;
using Relay.Contracts;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Sending;

/// <summary>The table "Outcomes", row by row.</summary>
public sealed class VerdictTests
{
    readonly FakeTimeProvider time = new();
    readonly ProviderSigns signs;

    public VerdictTests() => signs = new ProviderSigns(time);

    [Fact]
    public void Accepted_is_delivered_with_the_providers_id()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Delivered("id-1"));
        Assert.Null(verdict.Pause);
        Assert.Equal(("delivered", "id-1", true), (verdict.Conclusion.State, verdict.Conclusion.ProviderMessageId, verdict.Conclusion.Announce));
        Assert.True(verdict.Conclusion.IsFinal);
    }

    [Fact]
    public void An_accepted_part_makes_the_next_part_due_and_starts_its_limits_anew()
    {
        var intent = AnyHead.Intent();
        intent = intent with { Head = intent.Head with { Unanswered = 1, Refused = 3 } };
        var part = Hear(intent, new SendOutcome.Delivered("id-1", MoreParts: true)).Conclusion;
        Assert.Equal(("pending", 1, 0, 0, false), (part.State, part.PartsDone, part.Unanswered, part.Refused, part.Announce));
        Assert.Equal(TimeSpan.Zero, part.LookIn);
        Assert.Equal("id-1", part.ProviderMessageId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_sent_pauses_the_provider_and_counts_against_no_message(bool account)
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.NothingSent("503", account));
        Assert.Equal(new PauseRequest("503", account), verdict.Pause);
        Assert.Equal(("pending", 0, 0, false), Counts(verdict));
    }

    [Fact]
    public void A_server_error_backs_off_its_lane_and_makes_it_uncertain()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.ServerError(500));
        Assert.Null(verdict.Pause);
        Assert.Equal(("pending", 0, 1, true), Counts(verdict));
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
        Assert.Equal(("pending", 0, 0, true), Counts(third)); // not counted, yet a second copy is possible
    }

    [Fact]
    public void Three_sick_lanes_in_a_row_pause_nobody_where_others_were_answered_a_moment_ago()
    {
        Hear(AnyHead.Intent("well"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.All(["a", "b", "c"], lane => Assert.Null(Hear(AnyHead.Intent(lane), new SendOutcome.ServerError(500)).Pause));
        Assert.All(["d", "e", "f"], lane => Assert.Null(Hear(AnyHead.Intent(lane), new SendOutcome.Rejected(404)).Pause));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(new PauseRequest("500", Account: false), Hear(AnyHead.Intent("a"), new SendOutcome.ServerError(500)).Pause);
        Assert.Equal(new PauseRequest("404", Account: true), Hear(AnyHead.Intent("d"), new SendOutcome.Rejected(404)).Pause);
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
        Assert.Equal(("pending", 0, 0, true), Counts(verdict));
    }

    [Theory]
    [InlineData(9, 30, true, "failed")]
    [InlineData(8, 30, true, "pending")]
    [InlineData(9, 29, true, "pending")]
    [InlineData(9, 30, false, "pending")]
    public void Ten_refusals_over_half_an_hour_fail_only_while_others_succeed(int before, int minutes, bool othersSucceed, string state)
    {
        if (othersSucceed)
        {
            Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        }

        var intent = AnyHead.Intent();
        var head = intent.Head with { Refused = before, RefusedFor = TimeSpan.FromMinutes(minutes) };
        var verdict = Hear(intent with { Head = head }, new SendOutcome.ServerError(500));
        Assert.Equal(state, verdict.Conclusion.State);
        Assert.Equal(state == "failed" ? Reasons.ProviderRefuses : "500", verdict.Conclusion.Reason);
    }

    [Fact]
    public void A_rate_limit_waits_as_long_as_asked_in_its_chat()
    {
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.RateLimited(TimeSpan.FromSeconds(17)));
        Assert.Null(verdict.Pause);
        Assert.Equal(TimeSpan.FromSeconds(17), verdict.Conclusion.LookIn);
        Assert.Equal(("pending", 0, 0, false), Counts(verdict));
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
        Assert.Equal(("pending", 1, 0, true), Counts(verdict));
        Assert.Equal(TimeSpan.FromSeconds(60), verdict.Conclusion.LookIn);
    }

    [Fact]
    public void An_answer_that_names_the_recipient_or_text_fails_or_holds_with_its_reason()
    {
        var failed = Hear(AnyHead.Intent(), new SendOutcome.Failed(Reasons.ChatNotFound)).Conclusion;
        Assert.Equal(("failed", Reasons.ChatNotFound, true), (failed.State, failed.Reason, failed.Announce));
        var held = Hear(AnyHead.Intent(), new SendOutcome.Held(Reasons.BotBlocked)).Conclusion;
        Assert.Equal(("held", Reasons.BotBlocked, true), (held.State, held.Reason, held.Announce));
        Assert.False(held.IsFinal);
    }

    [Fact]
    public void An_unknown_refusal_is_the_messages_own_once_another_lane_was_answered_after_it()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        var first = Hear(AnyHead.Intent(), new SendOutcome.Rejected(403));
        time.Advance(TimeSpan.FromSeconds(1));
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        var second = Hear(AnyHead.Intent(), new SendOutcome.Rejected(403));

        Assert.Null(first.Pause);
        Assert.Equal(("pending", TimeSpan.FromSeconds(2)), (first.Conclusion.State, first.Conclusion.LookIn));
        Assert.Null(second.Pause);
        Assert.Equal(("failed", Reasons.Refused), (second.Conclusion.State, second.Conclusion.Reason));
    }

    [Fact]
    public void An_unknown_refusal_that_comes_three_times_to_one_lane_alone_is_the_messages_own()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["pending", "pending", "failed"], Enumerable.Range(0, 3).Select(_ => Hear(AnyHead.Intent(), new SendOutcome.Rejected(403)).Conclusion.State));
    }

    [Fact]
    public void Unknown_refusals_of_three_lanes_with_no_answer_in_between_are_the_accounts_however_well_it_was_before()
    {
        Hear(AnyHead.Intent("other"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Hear(AnyHead.Intent("a"), new SendOutcome.Rejected(404)).Pause);
        Assert.Null(Hear(AnyHead.Intent("b"), new SendOutcome.Rejected(404)).Pause);

        var third = Hear(AnyHead.Intent("c"), new SendOutcome.Rejected(404));

        Assert.Equal(new PauseRequest("404", Account: true), third.Pause);
        Assert.Equal("pending", third.Conclusion.State);
    }

    [Fact]
    public void After_a_pause_that_another_lanes_answer_ended_the_refusal_is_the_messages_own()
    {
        Assert.NotNull(Hear(AnyHead.Intent(), new SendOutcome.Rejected(404)).Pause);
        time.Advance(TimeSpan.FromMinutes(5));
        Hear(AnyHead.Intent("probe"), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("failed", Hear(AnyHead.Intent(), new SendOutcome.Rejected(404)).Conclusion.State);
    }

    [Theory]
    [InlineData("lane", 0)]
    [InlineData("other", 61)]
    public void An_unknown_refusal_is_the_accounts_where_no_other_lane_was_answered_lately(string answered, int secondsAgo)
    {
        Hear(AnyHead.Intent(answered), new SendOutcome.Delivered(null));
        time.Advance(TimeSpan.FromSeconds(secondsAgo));
        var verdict = Hear(AnyHead.Intent(), new SendOutcome.Rejected(404));
        Assert.Equal(new PauseRequest("404", Account: true), verdict.Pause);
        Assert.Equal(("pending", 0, 0, false), Counts(verdict));
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
        Assert.Equal(("pending", 0, 0, false), Counts(verdict));
    }

    static (string State, int Unanswered, int Refused, bool Uncertain) Counts(Verdict verdict) =>
        (verdict.Conclusion.State, verdict.Conclusion.Unanswered, verdict.Conclusion.Refused, verdict.Conclusion.BecameUncertain);

    Verdict Hear(Intent intent, SendOutcome outcome, double jitter = 0.5)
    {
        signs.Hear(intent.Head.Message.Lane, outcome);
        return Verdict.Of(intent, outcome, signs, TimeSpan.FromSeconds(60), jitter);
    }
}

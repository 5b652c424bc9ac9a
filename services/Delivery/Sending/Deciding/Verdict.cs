using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>What follows from one call: for its message, and for the provider.</summary>
/// <param name="Conclusion">What is written of the message.</param>
/// <param name="Pause">Why nobody may be called for a while; null where the provider is well.</param>
internal sealed record Verdict(Conclusion Conclusion, PauseRequest? Pause = null)
{
    public string Lane => Conclusion.Head.Message.Lane;

    private const int RefusedAtMost = 10;

    /// <summary>True if the answer leaves open whose fault it is: then the provider is asked.</summary>
    public static bool IsDoubtful(SendOutcome outcome) => outcome is SendOutcome.Unanswered or SendOutcome.Rejected;

    /// <summary>The tables "Outcomes" and "Who pauses whom" of docs/outcomes.md, in code.</summary>
    /// <param name="call">The message as it was when its attempt was intended, and what came of it.</param>
    /// <param name="signs">What other lanes have heard of the provider lately, this outcome included.</param>
    /// <param name="arrivalShowsWithin">How long to look for signs that an unanswered message arrived.</param>
    /// <param name="jitter">Between 0 and 1.</param>
    public static Verdict Of(EndedCall call, ProviderSigns signs, TimeSpan arrivalShowsWithin, double jitter)
    {
        var head = call.Intent.Head;
        return call.Outcome switch
        {
            SendOutcome.Delivered { MoreParts: false } delivered => new(Delivered(call, delivered)),
            SendOutcome.Delivered part => new(
                Delivered(call, part) with { State = MessageState.Pending, Announce = false, Unanswered = 0, Refused = 0 }),
            SendOutcome.Unchangeable part => new(Conclusion.Waits(head, TimeSpan.Zero) with { Left = part.ProviderMessageId }),
            SendOutcome.NothingSent nothing => new(Conclusion.Waits(head, TimeSpan.Zero, nothing.Why), new PauseRequest(nothing.Why, nothing.Account)),
            SendOutcome.NotNow later => OfError(call, later.Why, isUncertain: false, signs, jitter),
            SendOutcome.ServerError error => OfError(call, Status(error.Status), isUncertain: !call.Intent.Recipient.MayRepeat, signs, jitter),
            SendOutcome.RateLimited limited => new(
                Conclusion.Waits(head, limited.Wait, "rate_limited"),
                signs.IsWholeProviderRateLimited ? new PauseRequest("rate_limited", Account: false, limited.Wait) : null),
            SendOutcome.Unanswered => OfSilence(call, signs, arrivalShowsWithin, jitter),
            SendOutcome.Failed failed => new(Conclusion.Failed(head, failed.Reason)),
            SendOutcome.Held held => new(Conclusion.Held(head, held.Reason)),
            SendOutcome.Rejected rejected => OfRejection(call, rejected, signs),
            SendOutcome.GoesAgain again => new(Conclusion.Waits(head, again.After)),
            SendOutcome.NotCalled => new(Conclusion.Waits(head, TimeSpan.Zero)),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Outcome.GetType().Name, "Not an outcome."),
        };
    }

    /// <summary>
    /// The attempt counts at once, and the message fails or is sent again only when the provider is not paused: that is, when somebody
    /// else was answered since, or the harmless call was. That others were answered before says nothing: something else may answer in the
    /// provider's place since a moment ago, and at once. An idempotent call leaves nothing uncertain: it is repeated like one that met an error.
    /// </summary>
    private static Verdict OfSilence(EndedCall call, ProviderSigns signs, TimeSpan arrivalShowsWithin, double jitter)
    {
        var head = call.Intent.Head;
        var othersAreAnswered = signs.SomebodyWasAnsweredSince(call.EndedAt);
        var wait = othersAreAnswered || arrivalShowsWithin > Timings.OthersAnswer ? arrivalShowsWithin : Timings.OthersAnswer;
        var mayRepeat = call.Intent.Recipient.MayRepeat;
        var conclusion = Conclusion.Waits(head, wait, "unanswered") with
        {
            Unanswered = mayRepeat ? head.Unanswered : head.Unanswered + 1,
            BecameUncertain = !mayRepeat,
        };
        var isAway = call.Asked != ProviderState.Well && !othersAreAnswered;
        return isAway || call.Intent.IsProbe || signs.IsWholeProviderSilent
            ? new(
                conclusion,
                new PauseRequest("unanswered", Account: isAway && call.Asked == ProviderState.Refused && signs.NobodyIsAnswered) { ByCall = isAway })
            : mayRepeat ? OfError(call, "unanswered", isUncertain: false, signs, jitter)
            : new(conclusion);
    }

    /// <summary>A rejection sent nothing: while it is not clear yet whose fault it is, the lane asks again soon.</summary>
    private static Verdict OfRejection(EndedCall call, SendOutcome.Rejected rejected, ProviderSigns signs)
    {
        var head = call.Intent.Head;
        var why = Status(rejected.Status);
        var asked = call.Asked ?? ProviderState.Away;
        switch (signs.FaultOfRejection(head.Message.Lane, rejected.MayConcernAll, asked))
        {
            case Fault.Message:
                signs.Forget(head.Message.Lane);
                return new(Conclusion.Failed(head, Reasons.Refused));
            case Fault.Account:
                return new(Conclusion.Waits(head, TimeSpan.Zero, why), new PauseRequest(why, Account: true) { ByCall = asked == ProviderState.Refused });
            case Fault.Provider:
                return new(Conclusion.Waits(head, TimeSpan.Zero, why), new PauseRequest(why, Account: false) { ByCall = true });
            default:
                return new(Conclusion.Waits(head, Timings.AskAgain, why));
        }
    }

    /// <summary>If it is unknown whether it was sent, a next attempt may make a second copy, also if it is the provider that is in error.</summary>
    private static Verdict OfError(EndedCall call, string why, bool isUncertain, ProviderSigns signs, double jitter)
    {
        var head = call.Intent.Head;
        if (call.Intent.IsProbe || signs.IsWholeProviderInError)
        {
            return new(Conclusion.Waits(head, TimeSpan.Zero, why) with { BecameUncertain = isUncertain }, new PauseRequest(why, Account: false));
        }

        var refused = head.Refused + 1;
        if (refused >= RefusedAtMost && head.RefusedFor >= Timings.RefusedAtLeast && signs.AnotherLaneWasAnswered(head.Message.Lane, Timings.OthersAreWell))
        {
            return new(Conclusion.Failed(head, Reasons.ProviderRefuses));
        }

        var backOff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, refused - 1), Timings.LongestBackOff.TotalSeconds) * (0.75 + (jitter / 2)));
        return new(Conclusion.Waits(head, backOff, why) with { Refused = refused, BecameUncertain = isUncertain });
    }

    private static Conclusion Delivered(EndedCall call, SendOutcome.Delivered delivered) => Conclusion.Delivered(call.Intent.Head, delivered.Ids) with
    {
        Shown = delivered.Shown,
        Words = delivered.Words,
        Gone = delivered.Gone,
        WasAccepted = !call.Intent.Recipient.MayRepeat,
    };

    private static string Status(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

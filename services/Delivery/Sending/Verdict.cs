using Relay.Contracts;

namespace Relay.Delivery.Sending;

/// <summary>What follows from one call: for its message, and for the provider.</summary>
/// <param name="Conclusion">What is written of the message.</param>
/// <param name="Pause">Why nobody may be called for a while; null where the provider is well.</param>
internal sealed record Verdict(Conclusion Conclusion, PauseRequest? Pause = null)
{
    private const int RefusedAtMost = 10;
    private static readonly TimeSpan RefusedForAtLeast = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    /// <summary>The table "Outcomes" of docs/architecture.md, in code.</summary>
    /// <param name="intent">The message as it was when its attempt was intended.</param>
    /// <param name="signs">What other lanes have heard of the provider lately, this outcome included.</param>
    /// <param name="arrivalShowsWithin">How long to look for signs that an unanswered message arrived.</param>
    /// <param name="jitter">Between 0 and 1.</param>
    public static Verdict Of(Intent intent, SendOutcome outcome, ProviderSigns signs, TimeSpan arrivalShowsWithin, double jitter) =>
        outcome is SendOutcome.ServerError error
            ? OfServerError(intent.Head, error.Status, intent.IsProbe, signs, jitter)
            : Of(intent.Head, outcome, signs, arrivalShowsWithin);

    private static Verdict Of(LaneHead head, SendOutcome outcome, ProviderSigns signs, TimeSpan arrivalShowsWithin) => outcome switch
    {
        SendOutcome.Delivered { MoreParts: false } delivered => new(Conclusion.Delivered(head, delivered.ProviderMessageId)),
        SendOutcome.Delivered part => new(
            Conclusion.Delivered(head, part.ProviderMessageId) with { State = "pending", Announce = false, Unanswered = 0, Refused = 0 }),
        SendOutcome.NothingSent nothing => new(Conclusion.Waits(head, TimeSpan.Zero, nothing.Why), new PauseRequest(nothing.Why, nothing.Account)),
        SendOutcome.RateLimited limited => new(
            Conclusion.Waits(head, limited.Wait, "rate_limited"),
            signs.IsWholeProviderRateLimited ? new PauseRequest("rate_limited", Account: false, limited.Wait) : null),
        SendOutcome.Unanswered => new(
            Conclusion.Waits(head, arrivalShowsWithin, "unanswered") with { Unanswered = head.Unanswered + 1, BecameUncertain = true }),
        SendOutcome.Failed failed => new(Conclusion.Failed(head, failed.Reason)),
        SendOutcome.Held held => new(Conclusion.Held(head, held.Reason)),
        SendOutcome.Rejected rejected => OfRejection(head, Status(rejected.Status), signs),
        SendOutcome.NotCalled => new(Conclusion.Waits(head, TimeSpan.Zero)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.GetType().Name, "Not an outcome."),
    };

    /// <summary>A rejection sent nothing: where it is not clear yet whose fault it is, the lane asks again soon.</summary>
    private static Verdict OfRejection(LaneHead head, string status, ProviderSigns signs)
    {
        switch (signs.FaultOfRejection(head.Message.Lane))
        {
            case Fault.Message:
                signs.Forget(head.Message.Lane);
                return new(Conclusion.Failed(head, Reasons.Refused));
            case Fault.Account:
                return new(Conclusion.Waits(head, TimeSpan.Zero, status), new PauseRequest(status, Account: true));
            default:
                return new(Conclusion.Waits(head, AskAgainAfter, status));
        }
    }

    /// <summary>Whether it was sent is unknown: a next attempt may make a second copy, also where it is the provider that is in error.</summary>
    private static Verdict OfServerError(LaneHead head, int status, bool isProbe, ProviderSigns signs, double jitter)
    {
        if (isProbe || signs.IsWholeProviderInError)
        {
            return new(Conclusion.Waits(head, TimeSpan.Zero, Status(status)) with { BecameUncertain = true }, new PauseRequest(Status(status), Account: false));
        }

        var refused = head.Refused + 1;
        if (refused >= RefusedAtMost && head.RefusedFor >= RefusedForAtLeast && signs.AnotherLaneWasAnswered(head.Message.Lane))
        {
            return new(Conclusion.Failed(head, Reasons.ProviderRefuses));
        }

        var backOff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, refused - 1), LongestBackOff.TotalSeconds) * (0.75 + (jitter / 2)));
        return new(Conclusion.Waits(head, backOff, Status(status)) with { Refused = refused, BecameUncertain = true });
    }

    private static string Status(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The provider is to be left alone.</summary>
/// <param name="Why">A short name.</param>
/// <param name="Account">True where people must act: the account is refused.</param>
/// <param name="For">For how long; null for a back-off that rises with each failed probe.</param>
internal sealed record PauseRequest(string Why, bool Account, TimeSpan? For = null);

using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>
/// What this process has lately heard of the provider over all its lanes. It tells a message's own fault from the provider's. Kept in
/// memory: after a restart nothing is known, and a doubtful answer pauses the provider instead of failing a message.
/// Used by the sending loop alone.
/// </summary>
internal sealed class ProviderSigns(TimeProvider time)
{
    private const int LanesThatSpeakForAll = 3;
    private const int RejectionsThatAreOwn = 3;

    private readonly Dictionary<string, long> errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> silences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> rateLimits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long First, long Last, int Times)> rejections = new(StringComparer.Ordinal);
    private (string Lane, long At)? lastAnswered;
    private (string Lane, long At)? lastAnsweredElsewhere; // on another lane than lastAnswered

    /// <summary>Errors on three lanes within 10 s, and no other answer for a second: of many clients, three sick ones in a row are chance.</summary>
    public bool IsWholeProviderInError => Lately(errors, Timings.ErrorsCount) && NobodyIsAnswered;

    /// <summary>
    /// Calls without an answer on three lanes within 30 s, and no other answer since. Unlike errors, silences do not wait for a second
    /// without answers: if something else answers in the provider's place, a queue's calls all end within that second.
    /// </summary>
    public bool IsWholeProviderSilent => Lately(silences, Timings.SilencesCount);

    /// <summary>Rate limits in three chats within a second.</summary>
    public bool IsWholeProviderRateLimited => Lately(rateLimits, Timings.RateLimitsCount);

    /// <summary>No message was answered for a second.</summary>
    public bool NobodyIsAnswered => lastAnswered is not { } last || time.GetElapsedTime(last.At) >= Timings.NobodyIsAnswered;

    /// <summary>Hears the outcome of a call.</summary>
    /// <param name="lane">Whose call it was.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="at">When it ended, by this process's timestamps: while the provider was asked about a doubt, others may have been answered.</param>
    public void Hear(string lane, SendOutcome outcome, long at)
    {
        switch (outcome)
        {
            case SendOutcome.ServerError or SendOutcome.NotNow:
                errors[lane] = at;
                break;
            case SendOutcome.Unanswered when !SomebodyWasAnsweredSince(at):
                silences[lane] = at;
                break;
            case SendOutcome.RateLimited:
                rateLimits[lane] = at;
                break;
            case SendOutcome.Rejected:
                rejections[lane] = rejections.TryGetValue(lane, out var before) && before.Times > 0
                    ? (before.First, at, before.Times + 1)
                    : (at, at, 1);
                break;
            case SendOutcome.Delivered or SendOutcome.Unchangeable or SendOutcome.Failed or SendOutcome.Held:
                errors.Clear();
                silences.Clear();
                rejections.Remove(lane);
                if (lastAnswered is { } last && last.Lane != lane)
                {
                    lastAnsweredElsewhere = last;
                }

                lastAnswered = (lane, at);
                break;
        }
    }

    /// <summary>True if the provider dealt with a message after this timestamp.</summary>
    public bool SomebodyWasAnsweredSince(long at) => lastAnswered is { } last && last.At > at;

    /// <summary>True if the provider dealt with another lane's message within a minute: the account is good.</summary>
    public bool AnotherLaneWasAnswered(string lane) => AnotherLaneWasAnswered(lane, Timings.AnotherIsAnswered);

    /// <summary>True if the provider dealt with another lane's message within this time.</summary>
    public bool AnotherLaneWasAnswered(string lane, TimeSpan within) =>
        IsAnotherWithin(lastAnswered, lane, within) || IsAnotherWithin(lastAnsweredElsewhere, lane, within);

    /// <summary>Whose fault a rejection is: the table "Who pauses whom" of docs/outcomes.md, its rows on refusals.</summary>
    /// <param name="lane">The message's lane; the rejection was heard.</param>
    /// <param name="mayConcernAll">As the outcome says.</param>
    /// <param name="asked">What the harmless call was answered.</param>
    /// <returns>Null if the next answers must tell.</returns>
    public Fault? FaultOfRejection(string lane, bool mayConcernAll, ProviderState asked)
    {
        if (!rejections.TryGetValue(lane, out var own))
        {
            return null;
        }

        if (IsAnotherSince(lastAnswered, lane, own.First) || IsAnotherSince(lastAnsweredElsewhere, lane, own.First))
        {
            return Fault.Message;
        }

        var since = lastAnswered?.At ?? long.MinValue;
        var rejected = rejections.Values.Count(one => one.Last > since);
        if (asked != ProviderState.Well)
        {
            return asked == ProviderState.Refused ? Fault.Account : Fault.Provider;
        }

        return rejected >= LanesThatSpeakForAll && NobodyIsAnswered ? Fault.Account
            : !mayConcernAll ? Fault.Message
            : !AnotherLaneWasAnswered(lane) ? Fault.Account
            : rejected == 1 && own.Times >= RejectionsThatAreOwn ? Fault.Message
            : null;
    }

    /// <summary>The lane's message is done with: what was heard of it says nothing about the next, but that a lane was rejected still counts.</summary>
    public void Forget(string lane)
    {
        if (rejections.TryGetValue(lane, out var own))
        {
            rejections[lane] = own with { Times = 0 };
        }
    }

    private static bool IsAnotherSince((string Lane, long At)? answered, string lane, long since) =>
        answered is { } one && one.Lane != lane && one.At > since;

    private bool IsAnotherWithin((string Lane, long At)? answered, string lane, TimeSpan within) =>
        answered is { } one && one.Lane != lane && time.GetElapsedTime(one.At) <= within;

    private bool Lately(Dictionary<string, long> lanes, TimeSpan within)
    {
        foreach (var (lane, at) in lanes)
        {
            if (time.GetElapsedTime(at) > within)
            {
                lanes.Remove(lane);
            }
        }

        return lanes.Count >= LanesThatSpeakForAll;
    }
}

/// <summary>Whose fault it is that the provider rejects a message for no reason on its list.</summary>
internal enum Fault
{
    /// <summary>The message's own.</summary>
    Message,

    /// <summary>The provider's: it is away.</summary>
    Provider,

    /// <summary>The account is refused, and every message would be.</summary>
    Account,
}

namespace Relay.Delivery.Sending;

/// <summary>
/// What this process has lately heard of the provider over all its lanes. It tells a message's own fault from the provider's. Kept in
/// memory: after a restart nothing is known, and a doubtful answer pauses the provider instead of failing a message.
/// Used by the sending loop alone.
/// </summary>
internal sealed class ProviderSigns(TimeProvider time)
{
    private const int LanesThatSpeakForAll = 3;
    private const int RejectionsThatAreOwn = 3;
    private static readonly TimeSpan ErrorsWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RateLimitsWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> rateLimits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long First, long Last, int Times)> rejections = new(StringComparer.Ordinal);
    private (string Lane, long At)? lastAnswered;
    private (string Lane, long At)? lastAnsweredElsewhere; // on another lane than lastAnswered

    /// <summary>Server errors on three lanes within 10 s, and no other answer for a second: of many clients, three sick ones in a row are chance.</summary>
    public bool IsWholeProviderInError => Lately(errors, ErrorsWithin) && NobodyIsAnswered;

    /// <summary>Rate limits in three chats within a second.</summary>
    public bool IsWholeProviderRateLimited => Lately(rateLimits, RateLimitsWithin);

    /// <summary>Hears the outcome of a call.</summary>
    public void Hear(string lane, SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.ServerError:
                errors[lane] = time.GetTimestamp();
                break;
            case SendOutcome.RateLimited:
                rateLimits[lane] = time.GetTimestamp();
                break;
            case SendOutcome.Rejected:
                var now = time.GetTimestamp();
                rejections[lane] = rejections.TryGetValue(lane, out var before) ? (before.First, now, before.Times + 1) : (now, now, 1);
                break;
            case SendOutcome.Delivered or SendOutcome.Failed or SendOutcome.Held:
                errors.Clear();
                rejections.Remove(lane);
                if (lastAnswered is { } last && last.Lane != lane)
                {
                    lastAnsweredElsewhere = last;
                }

                lastAnswered = (lane, time.GetTimestamp());
                break;
        }
    }

    /// <summary>True where the provider dealt with another lane's message within a minute: the account is good.</summary>
    public bool AnotherLaneWasAnswered(string lane) =>
        IsAnotherLately(lastAnswered, lane) || IsAnotherLately(lastAnsweredElsewhere, lane);

    /// <summary>
    /// Whose fault a rejection is. The message's own: another lane was answered since, or it was rejected three times within seconds while
    /// the others were well. The account's: three lanes were rejected and nobody was answered for a second, or nobody else within a minute.
    /// </summary>
    /// <returns>Null where the next answers must tell.</returns>
    public Fault? FaultOfRejection(string lane)
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
        return (rejected >= LanesThatSpeakForAll && NobodyIsAnswered) || !AnotherLaneWasAnswered(lane) ? Fault.Account
            : rejected == 1 && own.Times >= RejectionsThatAreOwn ? Fault.Message
            : null;
    }

    /// <summary>The lane's message is done with: what was heard of it says nothing about the next.</summary>
    public void Forget(string lane) => rejections.Remove(lane);

    private bool NobodyIsAnswered => lastAnswered is not { } last || time.GetElapsedTime(last.At) >= SilentFor;

    private static bool IsAnotherSince((string Lane, long At)? answered, string lane, long since) =>
        answered is { } one && one.Lane != lane && one.At > since;

    private bool IsAnotherLately((string Lane, long At)? answered, string lane) =>
        answered is { } one && one.Lane != lane && time.GetElapsedTime(one.At) <= AnsweredWithin;

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

    /// <summary>The account is refused, and every message would be.</summary>
    Account,
}

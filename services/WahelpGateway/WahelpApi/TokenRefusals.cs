namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Whose a 401 is: the token's, or the call's own. A method that an account may not use is answered 401 with a good token too. To log in for it
/// would be in vain, again and again, and would throw away a token that the other calls are answered with.
/// </summary>
internal sealed class TokenRefusals(TimeProvider time)
{
    /// <summary>A token that another call was answered with in this time is good.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Messages wait for it, and the provider is paused meanwhile: as long as a pause at most.</summary>
    private static readonly TimeSpan LongestWaitOfShared = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<WahelpStep, (DateTimeOffset Until, TimeSpan Wait)> inVain = [];
    private (string Token, DateTimeOffset At)? good;

    /// <summary>Hears what a call was answered with a token that was held already.</summary>
    public void Hear(WahelpAnswer answer, string token)
    {
        lock (gate)
        {
            if (WahelpOutcomes.IsAccepted(answer))
            {
                inVain.Remove(answer.Step);
                good = IsShared(answer.Step) ? (token, time.GetUtcNow()) : good;
            }
            else if (good?.Token == token && IsShared(answer.Step) && WahelpOutcomes.IsUnauthorized(answer))
            {
                good = null;
            }
        }
    }

    /// <summary>Hears what the same call was answered with a token that was renewed for it.</summary>
    public void HearAgain(WahelpAnswer answer, string token)
    {
        Hear(answer, token);
        if (WahelpOutcomes.IsUnauthorized(answer))
        {
            WasInVain(answer.Step);
        }
    }

    /// <summary>No token was got. Who needs one for messages tries again, as the pause lets it; a call of its own waits.</summary>
    public void RenewalFailed(WahelpStep step)
    {
        if (!IsShared(step))
        {
            WasInVain(step);
        }
    }

    /// <summary>True if a 401 to this call says nothing against the token: no other is got for it now.</summary>
    public bool AreOf(WahelpStep step, string token)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return (inVain.TryGetValue(step, out var wait) && now < wait.Until)
                || (!IsShared(step) && good is { } proof && proof.Token == token && now - proof.At < GoodFor);
        }
    }

    private void WasInVain(WahelpStep step)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var longest = IsShared(step) ? LongestWaitOfShared : LongestWait;
            if (!inVain.TryGetValue(step, out var before))
            {
                inVain[step] = (now + FirstWait, FirstWait);
            }
            else if (now >= before.Until)
            {
                var wait = 2 * before.Wait < longest ? 2 * before.Wait : longest;
                inVain[step] = (now + wait, wait);
            }
        }
    }

    /// <summary>Nothing hangs on the history: a token that it is refused with is for the other calls to judge.</summary>
    private static bool IsShared(WahelpStep step) => step != WahelpStep.ReadHistory;
}

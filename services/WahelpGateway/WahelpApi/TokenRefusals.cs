namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Decides whether a 401 means the token or the call. A method that an account may not use is answered 401 even with a valid token. Logging in for it
/// would fail again and again, and would discard a token that works for other calls.
/// </summary>
internal sealed class TokenRefusals(TimeProvider time)
{
    /// <summary>A token that another call used successfully within this time is valid.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The limit for calls that messages wait for, while the provider is paused: the longest pause.</summary>
    private static readonly TimeSpan LongestWaitOfShared = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<WahelpStep, (DateTimeOffset Until, TimeSpan Wait)> inVain = [];
    private (string Token, DateTimeOffset At)? good;

    /// <summary>Records the answer to a call with the held token.</summary>
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

    /// <summary>Records the answer to the same call with a renewed token.</summary>
    public void HearAgain(WahelpAnswer answer, string token)
    {
        Hear(answer, token);
        if (WahelpOutcomes.IsUnauthorized(answer))
        {
            WasInVain(answer.Step);
        }
    }

    /// <summary>No token could be obtained. Messages try again when the pause allows it; a call with its own wait waits.</summary>
    public void RenewalFailed(WahelpStep step)
    {
        if (!IsShared(step))
        {
            WasInVain(step);
        }
    }

    /// <summary>True if a 401 to this call does not concern the token: none is renewed for it now.</summary>
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

    /// <summary>The history does not decide about the token: other calls do.</summary>
    private static bool IsShared(WahelpStep step) => step != WahelpStep.ReadHistory;
}

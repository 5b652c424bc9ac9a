using Relay.Delivery.Messages;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Providers;

/// <summary>
/// What a provider's answer to one sending call means. Each provider maps all its answers to this closed list in one function;
/// what follows from each is decided in one place for all: <see cref="Verdict"/>.
/// </summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The provider took the part.</summary>
    /// <param name="ProviderMessageId">Its id, kept to know echoes; null where it gave none.</param>
    /// <param name="MoreParts">True where further parts of the message are to be sent.</param>
    public sealed record Delivered(string? ProviderMessageId, bool MoreParts = false) : SendOutcome
    {
        /// <summary>The provider's further ids of the same message.</summary>
        public IReadOnlyList<string> OtherIds { get; init; } = [];

        /// <summary>What the part shows now; null if nothing can change it later, or if it was deleted.</summary>
        public ShownContent? Shown { get; init; }

        /// <summary>A name of what was said: an echo of it has the same (<see cref="EventKeys.Words"/>). Null if the provider shows no echoes.</summary>
        public string? Words { get; init; }

        /// <summary>The provider's id of a part that was deleted; null if none was.</summary>
        public string? Gone { get; init; }

        /// <summary>All of its ids.</summary>
        internal IReadOnlyList<string> Ids => ProviderMessageId is { } id ? [id, .. OtherIds] : OtherIds;
    }

    /// <summary>The part cannot be edited (any more): it stays, until the message is deleted, and the change's next turn shows it anew.</summary>
    /// <param name="ProviderMessageId">The provider's id of the part.</param>
    public sealed record Unchangeable(string ProviderMessageId) : SendOutcome;

    /// <summary>Provably nothing was sent, and it was not for this message's sake: the provider pauses, and no message counts it.</summary>
    /// <param name="Why">A short name for logs and the owner: <c>no_connection</c>, <c>login_failed</c>.</param>
    /// <param name="Account">True where it is the account that the provider refuses (a failed log-in): the owner is told.</param>
    public sealed record NothingSent(string Why, bool Account = false) : SendOutcome;

    /// <summary>Nothing was sent: the provider takes this message not now (503), or did not find its recipient. It may be this message's alone.</summary>
    /// <param name="Why">A short name: <c>503</c>, <c>lookup_failed</c>.</param>
    public sealed record NotNow(string Why) : SendOutcome;

    /// <summary>
    /// Provably nothing was sent, and for a reason of this gateway's own: it now composes the message differently, or could not make the call. The message
    /// goes again, and nothing counts.
    /// </summary>
    /// <param name="After">When; zero for at once.</param>
    public sealed record GoesAgain(TimeSpan After) : SendOutcome;

    /// <summary>A server error that may or may not have sent it: 500, 502, 504, other 5xx.</summary>
    public sealed record ServerError(int Status) : SendOutcome;

    /// <summary>Too many calls: wait.</summary>
    /// <param name="Wait">As long as the provider asks: at least 1 s, at most 1 h.</param>
    public sealed record RateLimited(TimeSpan Wait) : SendOutcome
    {
        /// <summary>How long to wait. Nobody may silence the relay for longer than an hour at a time.</summary>
        public TimeSpan Wait { get; } =
            Wait < Timings.RateLimitAtLeast ? Timings.RateLimitAtLeast : Wait > Timings.RateLimitAtMost ? Timings.RateLimitAtMost : Wait;
    }

    /// <summary>No answer of the provider's: timeout or reset after the request may have left, or a 200 that somebody else gave.</summary>
    public sealed record Unanswered : SendOutcome;

    /// <summary>An answer on the provider's closed list that names this recipient or this text; final.</summary>
    public sealed record Failed(string Reason) : SendOutcome;

    /// <summary>An answer on the closed list that people can change (blocked): held, goes on when it ends.</summary>
    public sealed record Held(string Reason) : SendOutcome;

    /// <summary>Any other 4xx: the message's own fault, or the account's. Which one, the harmless call and the other lanes tell.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="MayConcernAll">True if the method itself may be refused, for every message, while the harmless call is answered.</param>
    public sealed record Rejected(int Status, bool MayConcernAll = false) : SendOutcome;

    /// <summary>No call was made: this instance lost its rights between intent and call.</summary>
    internal sealed record NotCalled : SendOutcome;
}

using System.Globalization;

namespace Relay.Delivery.Settings;

/// <summary>All times that the protocol of the lanes relies on. Their order matters, and a test holds it.</summary>
public static class Timings
{
    /// <summary>A call that sends a text ends within this time, whatever happens. Nothing relies on it for the calls of files.</summary>
    public static readonly TimeSpan TextCall = TimeSpan.FromSeconds(15);

    // Instances, in the order of how much is lost: an instance that has no rights calls nobody before another one takes its lanes.
    internal static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan RightsLast = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan KilledAfter = TimeSpan.FromSeconds(3);
    internal static readonly TimeSpan FrozenAfter = TimeSpan.FromSeconds(20);

    /// <summary>A stopping instance waits for its calls as long as they may take.</summary>
    internal static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(16);

    // Loops: how often they look if nothing wakes them.
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan ShortLook = TimeSpan.FromMilliseconds(100);
    internal static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(30);

    // Publishing and announcing: a row in hand is nobody else's for as long as the claim lasts.
    internal static readonly TimeSpan ClaimLasts = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan ConfirmEvery = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan ConfirmAfter = TimeSpan.FromSeconds(15);
    internal static readonly TimeSpan OutcomesGather = TimeSpan.FromMilliseconds(50);

    // The provider: what its answers to several lanes say of it, and for how long.
    internal static readonly TimeSpan HarmlessCall = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(25);
    internal static readonly TimeSpan ErrorsCount = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan SilencesCount = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan RateLimitsCount = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan NobodyIsAnswered = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan AnotherIsAnswered = TimeSpan.FromMinutes(1);

    /// <summary>A provider that asks for less is asked again after this; one that asks for more does not silence the relay for longer.</summary>
    internal static readonly TimeSpan RateLimitAtLeast = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan RateLimitAtMost = TimeSpan.FromHours(1);

    // One message's trouble with the provider.
    /// <summary>Before a message is repeated, others have the time to show that nobody is answered.</summary>
    internal static readonly TimeSpan OthersAnswer = TimeSpan.FromSeconds(1);
    /// <summary>In a quiet relay others speak seldom; of the 30 min in which a message was refused, the provider was well for 20 at least.</summary>
    internal static readonly TimeSpan OthersAreWell = TimeSpan.FromMinutes(10);
    internal static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan RefusedAtLeast = TimeSpan.FromMinutes(30);

    // What else a lane waits for.
    internal static readonly TimeSpan DirectoryQuestion = TimeSpan.FromSeconds(5);
    /// <summary>Short, unless a gateway asks for more: if an event of the directory is late, a chat must not see another client's messages.</summary>
    internal static readonly TimeSpan ClientsKept = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan DirectoryPause = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan LockedFor = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan HeldAtMost = TimeSpan.FromDays(7);
    internal static readonly TimeSpan LongestLookAtHeld = TimeSpan.FromHours(1);

    /// <summary>A message that is first sent so long after it was written says when that was.</summary>
    internal static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(15);

    // What is kept.
    internal static readonly TimeSpan AcceptedKept = TimeSpan.FromDays(30);
    internal static readonly TimeSpan DeliveredKept = TimeSpan.FromDays(90);
    internal static readonly TimeSpan BucketsKept = TimeSpan.FromDays(1);

    /// <summary>How long a gap has been there when its origin is asked for the next time: 5 s, doubled each time, then every 5 min.</summary>
    /// <param name="asks">How often it was asked already.</param>
    internal static TimeSpan GapAskedAfter(int asks) => TimeSpan.FromSeconds(asks < 7 ? 5 << asks : 320 + (300 * (asks - 6)));

    /// <summary>How long a held lane waits for its next look: 1 min, doubled each time.</summary>
    /// <param name="looks">How often it was looked at already.</param>
    internal static TimeSpan HeldLook(int looks) => looks < 6 ? TimeSpan.FromMinutes(1 << looks) : LongestLookAtHeld;

    /// <summary>As PostgreSQL writes it.</summary>
    internal static string Interval(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"interval '{time.TotalSeconds} s'");
}

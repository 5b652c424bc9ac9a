using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>What to write, and how many lanes to take.</summary>
/// <param name="Me">This instance.</param>
/// <param name="Verdicts">What came back from calls.</param>
/// <param name="ProbeFailed">True where a probe brought one of the verdicts, and the pause goes on.</param>
/// <param name="ProviderAnswered">True where the provider dealt with a message while it was paused: the pause ends.</param>
/// <param name="Free">How many lanes may be taken.</param>
/// <param name="LookedUp">Lanes in hand whose lookup is done.</param>
/// <param name="InHand">Where the last commit was never answered: the lanes whose call or lookup is known of; else null.</param>
/// <param name="Resolve">Finds the recipient of a head; null where it takes a lookup that goes on after the round.</param>
internal sealed record RoundInput(
    long Me,
    IReadOnlyList<Verdict> Verdicts,
    bool ProbeFailed,
    bool ProviderAnswered,
    int Free,
    IReadOnlyCollection<string> LookedUp,
    IReadOnlyList<string>? InHand,
    Func<LaneHead, Recipient?> Resolve)
{
    /// <summary>How many calls may be made.</summary>
    public int Room { get; init; } = int.MaxValue;

    /// <summary>True while lookups of earlier rounds run.</summary>
    public bool IsLookingUp { get; init; }

    /// <summary>The lane whose turn to probe it is, while its lookup runs, or has just ended.</summary>
    public string? Probing { get; init; }

    /// <summary>True if a probe is over, however it ended.</summary>
    public bool ProbeEnded { get; init; }

    /// <summary>What the provider is paused for beside what the verdicts say: the harmless call failed, or the verdict of a lane that is left.</summary>
    public PauseRequest? CallFailed { get; init; }

    /// <summary>The lanes in hand that this round goes on with.</summary>
    public IEnumerable<string> Lanes => [.. Verdicts.Select(verdict => verdict.Lane), .. LookedUp];

    /// <summary>Leaves these lanes in hand as they are. What their verdicts say of the provider counts, and others get their room and their turn.</summary>
    public RoundInput Without(HashSet<string> lanes) => lanes.Count == 0 ? this : this with
    {
        Verdicts = [.. Verdicts.Where(verdict => !lanes.Contains(verdict.Lane))],
        CallFailed = CallFailed ?? Verdicts.LastOrDefault(verdict => verdict.Pause is not null && lanes.Contains(verdict.Lane))?.Pause,
        LookedUp = [.. LookedUp.Where(lane => !lanes.Contains(lane))],
        Free = Math.Min(Room, Free + LookedUp.Count(lanes.Contains)),
        Probing = Probing is not null && lanes.Contains(Probing) ? null : Probing,
        InHand = InHand is null ? null : [.. InHand, .. lanes],
    };
}

using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>What the round committed.</summary>
internal sealed class RoundResult
{
    public List<Intent> Intents { get; } = [];

    /// <summary>Lanes that stay in hand while their lookup runs.</summary>
    public List<LaneHead> LookingUp { get; } = [];

    public List<LaneHead> Missing { get; } = [];

    /// <summary>The verdicts that were written, as they were written.</summary>
    public IReadOnlyList<Verdict> Written { get; set; } = [];

    /// <summary>Lanes whose rows somebody keeps locked: they stay in hand, with what came back of them.</summary>
    public HashSet<string> Locked { get; } = new(StringComparer.Ordinal);

    /// <summary>The lanes that were taken.</summary>
    public List<string> Claimed { get; } = [];

    public List<Conclusion> Concluded { get; } = [];

    /// <summary>The verdicts' messages, without those of superseded attempts.</summary>
    public HashSet<Guid> Counted { get; } = [];

    /// <summary>The provider's pause; null if it takes calls.</summary>
    public ProviderPause? Pause { get; set; }

    public bool IsPaused => Pause is not null;

    /// <summary>True if the harmless call is to probe.</summary>
    public bool IsAsked { get; set; }

    /// <summary>This instance was declared dead: it has no rights, and nothing was committed.</summary>
    public bool IsBuried { get; set; }

    public int Taken { get; set; }

    public TimeSpan? NextDue { get; set; }
}

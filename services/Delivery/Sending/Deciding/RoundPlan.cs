using Relay.Delivery.Tables.Lanes;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>What a round decides over the lanes that it took, beside conclusions.</summary>
internal sealed class RoundPlan
{
    public List<Intent> Intents { get; set; } = [];

    public List<LaneWait> Waits { get; } = [];

    /// <summary>Lanes in which nothing is open.</summary>
    public List<string> Empty { get; } = [];
}

using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Provider;

namespace Relay.Delivery.Sending.Deciding;

/// <summary>Which message goes to see whether a paused provider takes calls again.</summary>
internal static class ProbeChoice
{
    /// <summary>
    /// Who probes: somebody who has not met the trouble yet, else who met it longest ago; of them somebody whose message cannot have
    /// arrived already. Where the provider answers nothing at all, only such a one: else the harmless call goes in its place. It goes in the place of a
    /// file too: a file's call takes longer than the lease of a probe.
    /// </summary>
    /// <param name="pause">The pause.</param>
    /// <param name="addressed">Those who need no more than a call.</param>
    /// <param name="isAwaited">True while the one whose turn it is is looked up: nobody takes that turn who has probed already.</param>
    public static Intent? ChooseProbe(this ProviderPause pause, IReadOnlyList<Intent> addressed, bool isAwaited) => pause.IsDoubt ? null : addressed
        .Where(intent => pause.MayProbe || (pause.FreshMayProbe && intent.Head.ProbedFor is null))
        .Where(intent => !isAwaited || intent.Head.ProbedFor is null)
        .Where(intent => !(intent.Recipient.MayTakeLong && pause.CallMayEnd))
        .Where(intent => !(pause.ByCall && intent.Head.IsUncertain))
        .OrderByDescending(intent => intent.Head.ProbedFor ?? TimeSpan.MaxValue)
        .ThenBy(intent => intent.Head.IsUncertain)
        .ThenBy(intent => intent.Head.Message.ReceivedAt)
        .FirstOrDefault();
}

using System.Globalization;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>
/// Which failures have a reason. A client whose own calls failed may lose messages, and be told. That a whole provider hung is no reason: messages
/// sent while nobody was answered must not have failed for it. If a death of ours cut off a second attempt at another time, that is a reason: nobody
/// knows whether it arrived, and a third is never made. Written by one worker, read after the end.
/// </summary>
internal sealed class Grievances(Doubts doubts)
{
    private readonly HashSet<string> wronged = new(StringComparer.Ordinal);
    private readonly List<(Direction Direction, DateTimeOffset From, DateTimeOffset To)> outages = [];
    private const int Named = 10;
    private DateTimeOffset began;

    public void Wronged(string phone) => wronged.Add(phone);

    /// <summary>From now on nobody is answered.</summary>
    public void Begin(string provider) => began = TimeProvider.System.GetUtcNow();

    /// <summary>From now on somebody may be.</summary>
    public void End(string provider) =>
        outages.Add((provider == "wahelp" ? Direction.ToWahelp : Direction.ToChats, began, TimeProvider.System.GetUtcNow()));

    /// <summary>Failures without a reason other than an outage, in words.</summary>
    public IEnumerable<string> Of(Verdict verdict)
    {
        var all = verdict.Account.Messages(verdict.Account.Doubtful);
        foreach (var (direction, from, to) in outages.Where(outage => outage.Direction == verdict.Account.Direction))
        {
            var within = verdict.Account.Messages(verdict.Account.Doubtful.Where(entry => entry.At >= from && entry.At <= to));
            var failed = verdict.Failed
                .Where(message => IsAllThatHappened(within[message].Count(), all[message].Count()) && !wronged.Contains(message.Phone))
                .Where(message => within[message].Count() > 1 || doubts.Of(direction, message).All(at => at >= from && at <= to))
                .ToList();
            if (failed.Count > 0)
            {
                yield return $"{direction}: {failed.Count} failed while the provider answered nobody, {Clock(from)} to {Clock(to)}: "
                    + string.Join(", ", failed.Take(Named).Select(message =>
                        $"{message.Phone[^4..]} #{message.Number} (sent without an answer at {string.Join(" and ", all[message].Select(Clock))})"));
            }
        }
    }

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>True if it failed after one or two calls that were unanswered only because nobody's were.</summary>
    private static bool IsAllThatHappened(int within, int all) => within > 1 || (within == 1 && all == 1);
}

namespace Relay.Delivery.Tests.Lanes;

/// <summary>Everything as seen from outside: accepted messages, those that the provider took, and reports to people.</summary>
internal sealed class Ledger
{
    /// <summary>Messages of each lane in the order of acceptance.</summary>
    public SortedDictionary<string, List<Guid>> Accepted { get; } = new(StringComparer.Ordinal);

    /// <summary>What the provider took, in order, part by part.</summary>
    public List<(string Lane, Guid Id, int Part, bool Marked)> Taken { get; } = [];

    /// <summary>Calls and rows marked as possible second copies: recorded, so that no later restore can hide them.</summary>
    public HashSet<Guid> Marked { get; } = [];

    /// <summary>Messages that may be marked: a call was unanswered, answered with a server error, or cut off.</summary>
    public HashSet<Guid> Doubtful { get; } = [];

    /// <summary>Messages that failed and were reported.</summary>
    public HashSet<Guid> Failed { get; } = [];

    /// <summary>Messages that only a lost database of the origin had.</summary>
    public HashSet<Guid> Forgotten { get; } = [];

    /// <summary>True after a receiver's database was restored: then everything numbered before is marked.</summary>
    public bool ReceiverWasRestored { get; set; }

    public int Copies => Taken.Count - Taken.Select(copy => (copy.Id, copy.Part)).Distinct().Count();

    public void Take(Call call)
    {
        call.Arrived = true;
        Taken.Add((call.Message.Lane, call.Message.MessageId, call.Message.PartsDone, call.Message.MaybeDuplicate));
    }

    /// <summary>Violations of the promise; empty if it was kept.</summary>
    public IEnumerable<string> Problems()
    {
        var seen = Taken.Select(copy => copy.Id).ToHashSet();
        foreach (var lost in Accepted.Values.SelectMany(lane => lane).Where(id => !seen.Contains(id) && !Failed.Contains(id) && !Forgotten.Contains(id)))
        {
            yield return $"lost: {lost}";
        }

        foreach (var (lane, ids) in Accepted)
        {
            var first = Taken.Where(copy => copy.Lane == lane && !Forgotten.Contains(copy.Id) && !Failed.Contains(copy.Id))
                .Select(copy => (At: ids.IndexOf(copy.Id), copy.Part)).Distinct().ToList();
            if (!first.SequenceEqual(first.Order()))
            {
                yield return $"reordered in {lane}: {string.Join(' ', first)}";
            }
        }

        foreach (var copy in Taken.GroupBy(copy => (copy.Id, copy.Part)).Where(same => same.Count() > 1).Select(same => same.Key.Id))
        {
            if (!Marked.Contains(copy) && !Forgotten.Contains(copy))
            {
                yield return $"doubled without a mark: {copy}";
            }
        }

        if (!ReceiverWasRestored && Marked.Except(Doubtful).Any())
        {
            yield return $"marked without a reason: {string.Join(' ', Marked.Except(Doubtful))}";
        }
    }
}

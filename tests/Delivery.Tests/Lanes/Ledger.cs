using Relay.Contracts;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>Everything as seen from outside: accepted messages, what the provider did with them, and reports to people.</summary>
internal sealed partial class Ledger
{
    /// <summary>Messages of each lane in the order of acceptance.</summary>
    public SortedDictionary<string, List<Guid>> Accepted { get; } = new(StringComparer.Ordinal);

    /// <summary>What they say.</summary>
    public Dictionary<Guid, Letter> Letters { get; } = [];

    /// <summary>What clients see.</summary>
    public Chat Chat { get; } = new();

    /// <summary>What the provider took, in order, part by part.</summary>
    public List<(string Lane, Guid Id, int Part, bool IsNew)> Taken { get; } = [];

    /// <summary>Calls and rows marked as possible second copies: recorded, so that no later restore can hide them.</summary>
    public HashSet<Guid> Marked { get; } = [];

    /// <summary>Messages that may be marked: a call that a repeat would double was unanswered, answered with a server error, or cut off.</summary>
    public HashSet<Guid> Doubtful { get; } = [];

    /// <summary>Messages that failed and were reported, with the reason.</summary>
    public Dictionary<Guid, string> Failed { get; } = [];

    /// <summary>Messages that were closed without a call, because changes said all.</summary>
    public HashSet<Guid> Needless { get; } = [];

    /// <summary>Messages that only a lost database of the origin had.</summary>
    public HashSet<Guid> Forgotten { get; } = [];

    /// <summary>True after a receiver's database was restored: then everything numbered before is marked.</summary>
    public bool ReceiverWasRestored { get; set; }

    public int Copies => Taken.Count(copy => copy.IsNew) - Taken.Where(copy => copy.IsNew).Select(copy => (copy.Id, copy.Part)).Distinct().Count();

    public void Take(Call call)
    {
        var letter = Letters[call.Message.MessageId];
        call.Arrived = Chat.Take(OriginalOf(letter), (Step)call.Part);
        Taken.Add((call.Message.Lane, call.Message.MessageId, call.Part.Number, !call.MayRepeat));
    }

    public void Read(Tables tables)
    {
        Marked.UnionWith(tables.Rows.Where(row => row.Value.MaybeDuplicate).Select(row => row.Key));
        Needless.UnionWith(tables.Rows.Where(row => row.Value is { State: "closed", Reason: "needless" }).Select(row => row.Key));
        foreach (var (id, row) in tables.Rows.Where(row => row.Value.State == "failed"))
        {
            Failed[id] = row.Reason!;
        }
    }

    /// <summary>Violations of the promise; empty if it was kept.</summary>
    public IEnumerable<string> Problems()
    {
        var seen = Taken.Select(copy => copy.Id).Concat(Failed.Keys).Concat(Needless).Concat(Forgotten).ToHashSet();
        foreach (var lost in Accepted.Values.SelectMany(lane => lane).Where(id => !seen.Contains(id)))
        {
            yield return $"lost: {Letters[lost].Text}";
        }

        foreach (var (lane, ids) in Accepted)
        {
            var first = Taken.Where(copy => copy.Lane == lane && !Forgotten.Contains(copy.Id) && !Failed.ContainsKey(copy.Id))
                .Select(copy => (At: ids.IndexOf(copy.Id), Part: Letters[copy.Id].Changes is null ? copy.Part : 0)).Distinct().ToList();
            if (!first.SequenceEqual(first.Order()))
            {
                yield return $"reordered in {lane}: {string.Join(' ', first)}";
            }
        }

        foreach (var copy in Taken.Where(copy => copy.IsNew).GroupBy(copy => (copy.Id, copy.Part)).Where(same => same.Count() > 1).Select(same => same.Key.Id))
        {
            if (!Marked.Contains(copy) && !Forgotten.Contains(copy))
            {
                yield return $"doubled without a mark: {Letters[copy].Text}";
            }
        }

        if (!ReceiverWasRestored && Marked.Except(Doubtful).Any())
        {
            yield return $"marked without a reason: {string.Join(' ', Marked.Except(Doubtful).Select(id => Letters[id].Text))}";
        }
    }

    private static Guid OriginalOf(Letter letter) => Versions.IdOf(letter.Changes ?? letter.Text);
}

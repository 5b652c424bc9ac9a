namespace Relay.Sandbox.Journals;

/// <summary>The record of everything on both sides, in order. Controls and page read only from here.</summary>
internal sealed class Journal(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, List<Entry>> byParty = [];
    private readonly Dictionary<(string What, string Party), Tally> tallies = [];
    private readonly List<Action> listeners = [];

    // Also rises over restarts of the process: an open page continues where it was.
    private long first = time.GetUtcNow().ToUnixTimeMilliseconds();

    public Entry Add(Entry entry)
    {
        lock (gate)
        {
            var stored = entry with { Seq = first + entries.Count, At = time.GetUtcNow() };
            entries.Add(stored);
            TallyOf(stored.What, "").Increment();
            foreach (var party in PartiesOf(stored))
            {
                if (!byParty.TryGetValue(party, out var list))
                {
                    byParty[party] = list = [];
                }

                list.Add(stored);
                TallyOf(stored.What, party).Increment();
            }

            foreach (var listener in listeners)
            {
                listener();
            }

            return stored;
        }
    }

    /// <summary>Counts events that are not listed.</summary>
    public void CountOnly(string what)
    {
        lock (gate)
        {
            TallyOf(what, "").Increment();
        }
    }

    /// <param name="whats">The kinds wanted; empty for all.</param>
    /// <param name="party">A chat id or a phone; empty for all.</param>
    public List<Entry> Find(IReadOnlyCollection<string> whats, string party = "")
    {
        lock (gate)
        {
            var from = party.Length == 0 ? entries : byParty.GetValueOrDefault(party, []);
            return whats.Count == 0 ? [.. from] : from.FindAll(entry => whats.Contains(entry.What));
        }
    }

    /// <summary>At most <paramref name="most"/> entries after <paramref name="seq"/>, the oldest first.</summary>
    public List<Entry> After(long seq, int most)
    {
        lock (gate)
        {
            var from = (int)Math.Clamp(seq + 1 - first, 0, entries.Count);
            return entries.GetRange(from, Math.Min(most, entries.Count - from));
        }
    }

    public long LastSeq
    {
        get
        {
            lock (gate)
            {
                return first + entries.Count - 1;
            }
        }
    }

    /// <summary>Every count over all parties.</summary>
    public SortedDictionary<string, long> Counts()
    {
        lock (gate)
        {
            var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var ((what, party), tally) in tallies)
            {
                if (party.Length == 0 && tally.Count > 0)
                {
                    counts[what] = tally.Count;
                }
            }

            return counts;
        }
    }

    /// <summary>Waits until a count is reached and returns it; after <paramref name="timeout"/> returns the current count.</summary>
    public async Task<long> WaitAsync(string what, string party, long atLeast, TimeSpan timeout, CancellationToken stop)
    {
        Tally tally;
        Task reached;
        lock (gate)
        {
            tally = TallyOf(what, party);
            reached = tally.ReachedAsync(atLeast);
        }

        try
        {
            await reached.WaitAsync(timeout, time, stop);
        }
        catch (TimeoutException)
        {
            // The caller sees in the count that it was not reached.
        }

        lock (gate)
        {
            return tally.Count;
        }
    }

    /// <summary>Calls back, under the journal's lock, at every new entry; dispose to end it.</summary>
    public IDisposable Listen(Action listener)
    {
        lock (gate)
        {
            listeners.Add(listener);
        }

        return new Listening(this, listener);
    }

    public void Clear()
    {
        lock (gate)
        {
            first += entries.Count;
            entries.Clear();
            byParty.Clear();
            foreach (var tally in tallies.Values)
            {
                tally.Restart();
            }
        }

        Add(new Entry { What = What.Reset });
    }

    private static IEnumerable<string> PartiesOf(Entry entry)
    {
        if (entry.Chat is { } chat)
        {
            yield return chat.ToString();
        }

        if (entry.Phone is { Length: > 0 } phone)
        {
            yield return phone;
        }
    }

    private Tally TallyOf(string what, string party)
    {
        if (!tallies.TryGetValue((what, party), out var tally))
        {
            tallies[(what, party)] = tally = new Tally();
        }

        return tally;
    }

    private sealed class Listening(Journal journal, Action listener) : IDisposable
    {
        public void Dispose()
        {
            lock (journal.gate)
            {
                journal.listeners.Remove(listener);
            }
        }
    }
}

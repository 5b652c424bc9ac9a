using Relay.Harness;

namespace Relay.Bench;

/// <summary>What was measured, for people.</summary>
internal sealed class Table
{
    private readonly List<Measurement> rows = [];

    /// <summary>True where everything arrived once and in order.</summary>
    public bool IsComplete => rows.TrueForAll(row => row is { Lost: 0, Doubled: 0, Reordered: 0 });

    public void Add(Measurement row) => rows.Add(row);

    /// <param name="isolation">Sorted ratios of the others' p95 while one chat waits.</param>
    public void Print(Sizes sizes, IReadOnlyDictionary<string, long> peaks, IReadOnlyList<double> isolation)
    {
        Write($"{sizes.Singles} single messages, bursts of {sizes.Messages} messages of {sizes.Clients} clients; servers, services and sandbox on {Environment.ProcessorCount} cores");
        Write("");
        Write($"{"",-26}{"p50 ms",9}{"p95 ms",9}{"p99 ms",9}{"max ms",9}{"per s",9}{"lost",7}{"doubled",9}{"reordered",11}");
        foreach (var row in rows)
        {
            Write($"{row.Name,-26}{row.Percentile(.5),9:0.0}{row.Percentile(.95),9:0.0}{row.Percentile(.99),9:0.0}{row.Millis[^1],9:0.0}{row.PerSecond,9:0}{row.Lost,7}{row.Doubled,9}{row.Reordered,11}");
        }

        Write("");
        Write($"p95 of 995 clients while one other waits out 429 for 30 s ÷ without: median {isolation[isolation.Count / 2]:0.00} ({isolation[0]:0.00}–{isolation[^1]:0.00}, {isolation.Count} pairs)");
        Write("");
        foreach (var (service, bytes) in peaks)
        {
            Write($"{service,-26}{bytes / 1024.0 / 1024.0,9:0} MB resident at most");
        }
    }

    private static void Write(string line) => Console.WriteLine(line);
}

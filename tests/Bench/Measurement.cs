using Relay.Harness;

namespace Relay.Bench;

/// <summary>One row of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Millis">From written to arrived, sorted, in milliseconds.</param>
/// <param name="PerSecond">Messages per second from the first one written to the last one arrived.</param>
/// <param name="Lost">How many did not arrive.</param>
/// <param name="Doubled">How many arrived more than once.</param>
/// <param name="Reordered">How many arrived after a later one of the same client.</param>
internal sealed record Measurement(string Name, IReadOnlyList<double> Millis, double PerSecond, int Lost, int Doubled, int Reordered)
{
    /// <summary>The text is what a message is known by on both sides.</summary>
    public static Measurement Of(string name, IReadOnlyList<SeenEntry> starts, IReadOnlyList<SeenEntry> ends, int expected)
    {
        var written = starts.Select((entry, index) => (entry, index)).ToDictionary(start => start.entry.Text!, StringComparer.Ordinal);
        var arrived = ends.Where(end => written.ContainsKey(end.Text!)).ToList();
        var firstCopies = arrived.DistinctBy(end => end.Text).ToList();
        var millis = firstCopies.Select(end => (end.At - written[end.Text!].entry.At).TotalMilliseconds).Order().ToList();
        var reordered = firstCopies
            .GroupBy(end => Client(end, written[end.Text!].entry))
            .Sum(client => client.Zip(client.Skip(1)).Count(pair => written[pair.First.Text!].index > written[pair.Second.Text!].index));
        var seconds = (firstCopies.Max(end => end.At) - starts.Min(start => start.At)).TotalSeconds;
        return new Measurement(name, millis, firstCopies.Count / seconds, expected - firstCopies.Count, arrived.Count - firstCopies.Count, reordered);
    }

    /// <summary>The value that the given part of all messages does not exceed.</summary>
    public double Percentile(double part) => Millis[(int)Math.Min(Millis.Count - 1, Math.Ceiling(Millis.Count * part) - 1)];

    private static string Client(SeenEntry end, SeenEntry start) => end.Phone ?? start.Phone ?? $"{end.Chat ?? start.Chat}";
}

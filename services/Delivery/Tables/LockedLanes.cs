using System.Collections.Concurrent;
using Npgsql;

namespace Relay.Delivery.Tables;

/// <summary>
/// Lanes whose rows somebody else's transaction was found to keep locked. Remembered for a while, so that such a lane costs everybody the
/// lock timeout once in that time, and not in every batch that it is part of.
/// </summary>
internal sealed class LockedLanes(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, long> found = new(StringComparer.Ordinal);

    /// <summary>For transactions that lock lanes: long enough for a batch that commits, short enough for those who wait behind.</summary>
    public static NpgsqlBatchCommand Timeout => new("SET LOCAL lock_timeout = '500ms'");

    /// <summary>All that were found locked within the last 10 s.</summary>
    public string[] All => [.. found.Keys.Where(Contains)];

    /// <summary>Remembers it.</summary>
    public void Add(string lane) => found[lane] = time.GetTimestamp();

    /// <summary>Whether it was found locked within the last 10 s.</summary>
    public bool Contains(string lane)
    {
        if (!found.TryGetValue(lane, out var at))
        {
            return false;
        }

        if (time.GetElapsedTime(at) < Memory)
        {
            return true;
        }

        found.TryRemove(lane, out _);
        return false;
    }
}

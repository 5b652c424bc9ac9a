using System.Collections.Concurrent;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// Lanes whose rows another transaction kept locked. Remembered for a while, so that such a lane costs the lock timeout once in that time, and not in
/// every batch.
/// </summary>
internal sealed class LockedLanes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> found = new(StringComparer.Ordinal);

    /// <summary>For transactions that lock lanes: long enough for a batch to commit, short enough for those behind it.</summary>
    public static Statement Timeout => new("SET LOCAL lock_timeout = '500ms'");

    /// <summary>For transactions that take a lane only if it is free.</summary>
    public static Statement TryOnly => new("SET LOCAL lock_timeout = '20ms'");

    /// <summary>
    /// Locks lanes. A statement of its own, so that later ones see what former lock holders committed. In key order by bytes, as everywhere, so that two
    /// writers never deadlock; lanes claimed beside these are taken only if they are not locked.
    /// </summary>
    public static Statement<bool> Lock(IReadOnlyList<string> lanes) =>
        new("SELECT 1 FROM lane WHERE key = ANY(@lanes) ORDER BY key COLLATE \"C\" FOR UPDATE", _ => true) { Parameters = [Column.Of("lanes", lanes)] };

    /// <summary>Locks those lanes whose row and head are not locked by others, without waiting.</summary>
    public static Statement<string> LockFree(IReadOnlyList<string> lanes) => new(
        """
        WITH lanes AS (SELECT key FROM lane WHERE key = ANY(@lanes) FOR UPDATE SKIP LOCKED),
        heads AS (
            SELECT h.message_id, l.key FROM lanes l JOIN LATERAL (
                SELECT message_id FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) h ON true),
        free AS (SELECT message_id FROM delivery WHERE message_id IN (SELECT message_id FROM heads) FOR UPDATE SKIP LOCKED)
        SELECT l.key FROM lanes l LEFT JOIN heads h ON h.key = l.key
        WHERE h.message_id IS NULL OR h.message_id IN (SELECT message_id FROM free)
        """,
        row => row.Text("key"))
    {
        Parameters = [Column.Of("lanes", lanes)],
    };

    /// <summary>All that were found locked within the last 10 s.</summary>
    public string[] All => [.. found.Keys.Where(Contains)];

    /// <summary>Adds a lane.</summary>
    public void Add(string lane) => found[lane] = time.GetTimestamp();

    /// <summary>True if it was found locked within the last 10 s.</summary>
    public bool Contains(string lane)
    {
        if (!found.TryGetValue(lane, out var at))
        {
            return false;
        }

        if (time.GetElapsedTime(at) < Timings.LockedFor)
        {
            return true;
        }

        found.TryRemove(lane, out _);
        return false;
    }
}

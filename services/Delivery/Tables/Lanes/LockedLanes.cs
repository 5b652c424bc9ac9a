using System.Collections.Concurrent;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>
/// Lanes whose rows somebody else's transaction was found to keep locked. Remembered for a while, so that such a lane costs everybody the
/// lock timeout once in that time, and not in every batch that it is part of.
/// </summary>
internal sealed class LockedLanes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> found = new(StringComparer.Ordinal);

    /// <summary>For transactions that lock lanes: long enough for a batch that commits, short enough for those who wait behind.</summary>
    public static Statement Timeout => new("SET LOCAL lock_timeout = '500ms'");

    /// <summary>For transactions that take a lane only if nobody has it.</summary>
    public static Statement TryOnly => new("SET LOCAL lock_timeout = '20ms'");

    /// <summary>
    /// Locks lanes. A statement of its own: those after it see what the locks' former holders committed. In key order by bytes, as everywhere:
    /// two writers never wait for each other, and what is claimed beside these is taken only where it is not locked.
    /// </summary>
    public static Statement<bool> Lock(IReadOnlyList<string> lanes) =>
        new("SELECT 1 FROM lane WHERE key = ANY(@lanes) ORDER BY key COLLATE \"C\" FOR UPDATE", _ => true) { Parameters = [Column.Of("lanes", lanes)] };

    /// <summary>Locks those of the lanes whose row and whose head nobody keeps locked, without waiting.</summary>
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

    /// <summary>Remembers it.</summary>
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

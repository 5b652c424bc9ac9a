using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Instances;

/// <summary>What is done once after a database was restored from a backup, in this order and in one transaction.</summary>
internal static class RestoreStatements
{
    /// <summary>What is not final is forgotten: its origin sends it again.</summary>
    public static Statement Forget() => new("DELETE FROM delivery WHERE NOT local AND done_at IS NULL");

    /// <summary>Local messages have no origin: they are kept and marked.</summary>
    public static Statement Mark() => new("UPDATE delivery SET maybe_duplicate = true, state = 'pending' WHERE local AND done_at IS NULL");

    /// <summary>No lane is in hand, held, or in a gap.</summary>
    public static Statement Wake() => new(
        $"""
        UPDATE lane SET owner = NULL, gap_since = NULL, gap_asks = 0, {Hold.End},
            due_at = CASE WHEN EXISTS (SELECT FROM delivery d WHERE d.lane = lane.key AND d.done_at IS NULL) THEN now() END
        """);

    /// <summary>What was numbered before now, and a quarter of an hour for clocks that differ, may have been delivered since the backup.</summary>
    public static Statement Remember() => new("UPDATE database SET restored_before = (extract(epoch FROM now() + interval '15 min') * 1000)::bigint");

    /// <summary>What was accepted here and is not known to be settled is published at once.</summary>
    public static Statement Publish() => new("UPDATE accepted SET publish_at = now() WHERE settled_at IS NULL AND publish_at IS NOT NULL");
}

using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Instances;

/// <summary>The steps after a database was restored from a backup, in this order and in one transaction.</summary>
internal static class RestoreStatements
{
    /// <summary>Removes open messages: their origin sends them again.</summary>
    public static Statement Forget() => new("DELETE FROM delivery WHERE NOT local AND done_at IS NULL");

    /// <summary>Keeps and marks local messages, which have no origin.</summary>
    public static Statement Mark() => new("UPDATE delivery SET maybe_duplicate = true, state = 'pending' WHERE local AND done_at IS NULL");

    /// <summary>Frees all lanes from owners, holds and gaps.</summary>
    public static Statement Wake() => new(
        $"""
        UPDATE lane SET owner = NULL, gap_since = NULL, gap_asks = 0, {Hold.End},
            due_at = CASE WHEN EXISTS (SELECT FROM delivery d WHERE d.lane = lane.key AND d.done_at IS NULL) THEN now() END
        """);

    /// <summary>Messages numbered until 15 minutes from now (clocks differ) may have been delivered since the backup.</summary>
    public static Statement Remember() => new("UPDATE database SET restored_before = (extract(epoch FROM now() + interval '15 min') * 1000)::bigint");

    /// <summary>Publishes unsettled messages at once.</summary>
    public static Statement Publish() => new("UPDATE accepted SET publish_at = now() WHERE settled_at IS NULL AND publish_at IS NOT NULL");
}

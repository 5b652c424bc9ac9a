using Npgsql;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Accepted;

/// <summary>A lane's request for numbers.</summary>
/// <param name="Lane">Its key.</param>
/// <param name="Party">The client's key in the lane; empty if unknown.</param>
/// <param name="Count">How many.</param>
internal sealed record LaneNeed(string Lane, string Party, long Count);

/// <summary>
/// Gives lanes' next numbers: <c>max(last + 1, milliseconds since 1970)</c>, so that numbers rise even in a restored database. The lane's row is
/// locked until the transaction ends, so numbers are in the order of commits. Lanes are locked in key order, so that two batches never deadlock.
/// </summary>
internal static class LaneNumbers
{
    private const string Milliseconds = "floor(extract(epoch FROM now()) * 1000)::bigint";

    /// <summary>Rows without a number in locked lanes get the next ones in stored order, and become due at once.</summary>
    private const string NumberWaitingSql =
        $"""
        WITH waiting AS (
            SELECT message_id, lane, row_number() OVER (PARTITION BY lane ORDER BY position) AS nth
            FROM accepted WHERE lane = ANY(@lanes) AND number IS NULL AND settled_at IS NULL),
        numbered AS (
            UPDATE accepted a SET number = greatest(l.last_given, {Milliseconds} - 1) + w.nth, publish_at = now()
            FROM waiting w JOIN lane l ON l.key = w.lane WHERE a.message_id = w.message_id
            RETURNING a.lane, a.number)
        UPDATE lane l SET last_given = n.last FROM (SELECT lane, max(number) AS last FROM numbered GROUP BY lane) n WHERE l.key = n.lane
        """;

    private const string ReserveSql =
        $"""
        INSERT INTO lane (key, party, last_given)
        SELECT key, party, {Milliseconds} - 1 + count
        FROM unnest(@keys, @parties, @counts) WITH ORDINALITY AS t (key, party, count, position) ORDER BY position
        ON CONFLICT (key) DO UPDATE SET
            party = CASE excluded.party WHEN '' THEN lane.party ELSE excluded.party END,
            last_given = greatest(excluded.last_given, lane.last_given + excluded.last_given - ({Milliseconds} - 1))
        RETURNING key, last_given
        """;

    /// <summary>
    /// Locks the lanes and gives each the numbers that it needs. A known message takes one too and does not use it: numbers may have holes. Waiting rows
    /// of these lanes (<see cref="NumberWaitingAsync"/>) come first.
    /// </summary>
    /// <returns>The last number of each lane.</returns>
    /// <exception cref="PostgresException">55P03: a lane stayed locked.</exception>
    public static async Task<Dictionary<string, long>> ReserveAsync(
        NpgsqlConnection connection, IReadOnlyCollection<LaneNeed> needs, CancellationToken cancellationToken)
    {
        if (needs.Count == 0)
        {
            return [];
        }

        List<LaneNeed> inKeyOrder = [.. needs.OrderBy(need => need.Lane, StringComparer.Ordinal)];
        var keys = inKeyOrder.ConvertAll(need => need.Lane);
        var (reserve, anyWaiting) = (Reserve(inKeyOrder), AnyWaiting(keys));
        await connection.RunAsync([LockedLanes.Timeout, reserve, anyWaiting], cancellationToken);
        if (anyWaiting.Rows[0])
        {
            // Waiting rows come first. The numbers just reserved are skipped: holes are allowed.
            reserve = Reserve(inKeyOrder);
            await connection.RunAsync([NumberWaiting(keys), reserve], cancellationToken);
        }

        return reserve.Rows.ToDictionary(row => row.Lane, row => row.Last, StringComparer.Ordinal);
    }

    /// <summary>Numbers rows that were stored while their lane was locked. Called by the publisher; waits for no lock.</summary>
    public static async Task NumberWaitingAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        foreach (var lane in await database.ReadAsync(LanesThatWait(), cancellationToken))
        {
            try
            {
                await database.CommitAsync([LockedLanes.TryOnly, LockedLanes.Lock([lane]), NumberWaiting([lane])], cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Still locked: the next round tries again.
            }
        }
    }

    /// <summary>Locks the lanes and reserves numbers in one write. Later statements see what former lock holders committed.</summary>
    private static Statement<(string Lane, long Last)> Reserve(List<LaneNeed> needs) => new(ReserveSql, row => (row.Text("key"), row.Number("last_given")))
    {
        Parameters =
        [
            Column.Of("keys", needs, need => need.Lane),
            Column.Of("parties", needs, need => need.Party),
            Column.Of("counts", needs, need => need.Count),
        ],
    };

    private static Statement NumberWaiting(List<string> lanes) => new(NumberWaitingSql) { Parameters = [Column.Of("lanes", lanes)] };

    private static Statement<bool> AnyWaiting(List<string> lanes) => new(
        "SELECT EXISTS (SELECT FROM accepted WHERE number IS NULL AND settled_at IS NULL AND lane = ANY(@lanes)) AS any_waiting", row => row.Is("any_waiting"))
    {
        Parameters = [Column.Of("lanes", lanes)],
    };

    private static Statement<string> LanesThatWait() => new(
        "SELECT DISTINCT lane FROM accepted WHERE number IS NULL AND lane IS NOT NULL AND settled_at IS NULL LIMIT 100", row => row.Text("lane"));
}

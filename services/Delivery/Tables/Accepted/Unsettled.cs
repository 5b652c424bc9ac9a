namespace Relay.Delivery.Tables.Accepted;

/// <summary>What a lane's origin still waits to hear of.</summary>
internal static class Unsettled
{
    /// <summary>
    /// The number of a lane's nearest earlier message that is not settled, as an expression; null if there is none. It is what a publication
    /// says as <c>previous</c>: its receiver sends nothing before that is final.
    /// </summary>
    /// <param name="lane">The lane, as an expression.</param>
    /// <param name="number">The number of the message that waits, as an expression.</param>
    public static string Before(string lane, string number) =>
        $"(SELECT e.number FROM accepted e WHERE e.lane = {lane} AND e.number < {number} AND e.settled_at IS NULL ORDER BY e.number DESC LIMIT 1)";
}

namespace Relay.Delivery.Tables.Accepted;

/// <summary>Messages whose outcome the origin still awaits.</summary>
internal static class Unsettled
{
    /// <summary>
    /// An expression for the last earlier number in a lane that has no outcome yet; null if all have one. A publication carries it as <c>previous</c>,
    /// and the receiver waits until that message is final.
    /// </summary>
    /// <param name="lane">The lane, as an expression.</param>
    /// <param name="number">The waiting message's number, as an expression.</param>
    public static string Before(string lane, string number) =>
        $"(SELECT e.number FROM accepted e WHERE e.lane = {lane} AND e.number < {number} AND e.settled_at IS NULL ORDER BY e.number DESC LIMIT 1)";
}

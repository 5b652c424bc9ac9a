namespace Relay.Delivery.Tables.Accepted;

/// <summary>Messages whose outcome the origin still awaits.</summary>
internal static class Unsettled
{
    /// <summary>
    /// An expression for the number of a lane's nearest earlier unsettled message; null if there is none. A publication carries it as <c>previous</c>:
    /// the receiver waits until that message is final.
    /// </summary>
    /// <param name="lane">The lane, as an expression.</param>
    /// <param name="number">The waiting message's number, as an expression.</param>
    public static string Before(string lane, string number) =>
        $"(SELECT e.number FROM accepted e WHERE e.lane = {lane} AND e.number < {number} AND e.settled_at IS NULL ORDER BY e.number DESC LIMIT 1)";
}

using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>What lanes were held for has come.</summary>
internal static class Releases
{
    private const string Theirs = "party = ANY(@parties) AND due_at IS NOT NULL";

    /// <summary>
    /// Every lane of these parties in which something is open is marked, whether or not it is held by now: a look or a call that began before may
    /// still come back with a hold. Locked first, by a statement of its own: the next one sees the holds that were being written.
    /// </summary>
    public static IReadOnlyList<Statement> Release(IReadOnlyList<string> parties, string reason) =>
    [
        new Statement<bool>(
            $"SELECT 1 FROM lane WHERE {Theirs} ORDER BY key COLLATE \"C\" FOR UPDATE", _ => true) { Parameters = [Column.Of("parties", parties)] },
        new($"UPDATE lane SET releases = releases + 1, due_at = CASE WHEN held_reason = @reason THEN now() ELSE due_at END WHERE {Theirs}")
        {
            Parameters = [Column.Of("parties", parties), new("reason", reason)],
        },
    ];

    /// <summary>Who has lanes that are held for this reason, or in hand, with something open that was sent to this chat.</summary>
    public static Statement<string> PartiesOfChat(long chatId, string reason) => new(
        """
        SELECT DISTINCT lane.party FROM lane
        JOIN delivery ON delivery.lane = lane.key AND delivery.done_at IS NULL
        WHERE (lane.held_reason = @reason OR lane.owner IS NOT NULL) AND delivery.chat_id = @chat
        """,
        row => row.Text("party"))
    {
        Parameters = [new("reason", reason), new("chat", chatId)],
    };
}

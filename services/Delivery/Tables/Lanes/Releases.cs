using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>Releases lanes that wait.</summary>
internal static class Releases
{
    private const string Theirs = "party = ANY(@parties) AND due_at IS NOT NULL";

    /// <summary>
    /// Marks every lane of these parties with an open message, held or not: a look-up or a call that began before may still return a hold. They are
    /// locked first, by a statement of its own, so that the next one sees holds that were being written.
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

    /// <summary>
    /// Lets this message's lane look again at its head, if that was never attempted: it may be this message, or go with what this one brings. A look-up
    /// that runs is outdated. A lane that is held or waits for others keeps its time.
    /// </summary>
    public static Statement Wake(Guid messageId) => new(
        """
        UPDATE lane l SET releases = l.releases + 1, due_at = CASE
            WHEN l.due_at > now() AND l.owner IS NULL AND l.held_reason IS NULL AND l.gap_since IS NULL AND h.attempt = 0 THEN now() ELSE l.due_at END
        FROM delivery d, LATERAL (SELECT attempt FROM delivery WHERE lane = d.lane AND done_at IS NULL ORDER BY number LIMIT 1) h
        WHERE d.message_id = @id AND d.done_at IS NULL AND l.key = d.lane
        """)
    {
        Parameters = [new("id", messageId)],
    };

    /// <summary>Parties with lanes that are held for this reason, or owned, with an open message that was sent to this chat.</summary>
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

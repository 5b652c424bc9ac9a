using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Watching;

/// <summary>A lane with open messages.</summary>
internal sealed record LaneLook(
    string Lane, string? HeldReason, DateTimeOffset? HeldSince, DateTimeOffset? GapSince, DateTimeOffset? DueAt, bool IsInHand, long Open);

/// <summary>An accepted message.</summary>
internal sealed record AcceptedLook(
    Guid MessageId, DateTimeOffset AcceptedAt, int Publishes, DateTimeOffset? NextPublication, string? Outcome, string? HeldReason, string Body);

/// <summary>An outgoing message.</summary>
internal sealed record DeliveryLook(
    Guid MessageId, string Kind, DateTimeOffset ReceivedAt, MessageState State, string? Reason, int Attempts, DateTimeOffset? DoneAt,
    bool MaybeDuplicate, bool OutcomeTold, string Body);

/// <summary>Reads the state of a client's messages.</summary>
internal static class StatusStatements
{
    private const string Theirs = "(SELECT key FROM lane WHERE party = ANY(@parties))";

    /// <summary>For the reading transaction: these are no look-ups by keys (docs/adr/0009).</summary>
    public static Statement NotByKeys() => new("SET LOCAL enable_seqscan = on");

    /// <summary>The lanes of these parties with open messages.</summary>
    public static Statement<LaneLook> Lanes(IReadOnlyList<string> parties) => new(
        """
        SELECT l.key, l.held_reason, l.held_since, l.gap_since, l.due_at, l.owner IS NOT NULL AS in_hand,
               (SELECT count(*) FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL) AS open
        FROM lane l WHERE l.party = ANY(@parties) AND EXISTS (SELECT FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL)
        ORDER BY l.key
        """,
        row => new LaneLook(
            row.Text("key"), row.TextOrNull("held_reason"), row.TimeOrNull("held_since"), row.TimeOrNull("gap_since"), row.TimeOrNull("due_at"),
            row.Is("in_hand"), row.Number("open")))
    {
        Parameters = [Column.Of("parties", parties)],
    };

    /// <summary>Accepted messages of these parties, the newest first.</summary>
    public static Statement<AcceptedLook> Accepted(IReadOnlyList<string> parties, int newest) => new(
        $"""
        SELECT message_id, accepted_at, publishes, CASE WHEN settled_at IS NULL THEN publish_at END AS next_publication, outcome, held_reason,
               coalesce(body, '') AS body
        FROM accepted WHERE type IS NOT NULL AND lane IN {Theirs} ORDER BY position DESC LIMIT @newest
        """,
        row => new AcceptedLook(
            row.Id("message_id"), row.Time("accepted_at"), row.Count("publishes"), row.TimeOrNull("next_publication"), row.TextOrNull("outcome"),
            row.TextOrNull("held_reason"), row.Text("body")))
    {
        Parameters = [Column.Of("parties", parties), new("newest", newest)],
    };

    /// <summary>Outgoing messages to these parties, the newest first.</summary>
    public static Statement<DeliveryLook> Deliveries(IReadOnlyList<string> parties, int newest) => new(
        $"""
        SELECT message_id, type, received_at, state, reason, attempt, done_at, maybe_duplicate, announce_at IS NULL AS told, body
        FROM delivery WHERE lane IN {Theirs} ORDER BY received_at DESC, number DESC LIMIT @newest
        """,
        row => new DeliveryLook(
            row.Id("message_id"), row.Text("type"), row.Time("received_at"), MessageStates.Parse(row.Text("state")), row.TextOrNull("reason"),
            row.Count("attempt"),
            row.TimeOrNull("done_at"), row.Is("maybe_duplicate"), row.Is("told"), row.Text("body")))
    {
        Parameters = [Column.Of("parties", parties), new("newest", newest)],
    };

    /// <summary>The reason of the provider's pause; no row if there is none.</summary>
    public static Statement<string> PauseReason() =>
        new("SELECT coalesce(why, 'paused') AS why FROM provider WHERE paused_until IS NOT NULL", row => row.Text("why"));
}

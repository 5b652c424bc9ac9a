using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Lanes;

/// <summary>A round's writes to its lanes, beside conclusions.</summary>
internal static class Intents
{
    /// <summary>
    /// Writes the intent of a call: state <c>sending</c>, the next attempt, the lane owned. Only if the row is still as the claim read it and the lane is
    /// free or ours: no row, no call. A message that was ever uncertain may now arrive twice. The time of the first attempt is that of the claim: both
    /// are the transaction's. So is the change that it shows. Returns the message ids.
    /// </summary>
    public static Statement<Guid> Write(long me, IReadOnlyList<Intent> intents) => new(
        $"""
        WITH intended AS (
            UPDATE delivery d SET state = 'sending', attempt = d.attempt + 1, attempted_at = now(), phone = i.phone, chat_id = i.chat,
                first_attempt_at = CASE WHEN d.attempt = 0 THEN now() ELSE d.first_attempt_at END,
                changed_by = CASE WHEN d.attempt = 0 THEN i.changed_by ELSE d.changed_by END, may_repeat = i.may_repeat,
                maybe_duplicate = d.maybe_duplicate OR d.uncertain_since IS NOT NULL
            FROM unnest(@ids, @attempts, @phones, @chats, @changedBy, @mayRepeat) AS i (id, attempt, phone, chat, changed_by, may_repeat)
            WHERE d.message_id = i.id AND d.attempt = i.attempt AND d.state NOT IN {States.Final}
            RETURNING d.message_id, d.lane)
        UPDATE lane l SET owner = @me, gap_since = NULL, gap_asks = 0, parked_at = NULL FROM intended i WHERE l.key = i.lane RETURNING i.message_id
        """,
        row => row.Id("message_id"))
    {
        Parameters =
        [
            new("me", me),
            Column.Of("ids", intents, i => i.Head.Message.MessageId),
            Column.Of("attempts", intents, i => i.Head.Attempt),
            Column.Of("phones", intents, i => i.Recipient.Phone),
            Column.Of("chats", intents, i => i.Recipient.ChatId),
            Column.Of("changedBy", intents, i => i.Head.ChangedBy),
            Column.Of("mayRepeat", intents, i => i.Recipient.MayRepeat),
        ],
    };

    public static Statement Write(long me, IReadOnlyList<LaneWait> waits) => new(
        """
        UPDATE lane l SET owner = CASE WHEN w.keep THEN @me END,
            due_at = CASE WHEN w.look_in IS NULL THEN l.due_at ELSE now() + w.look_in * interval '1 s' END,
            gap_since = CASE WHEN w.gap THEN coalesce(l.gap_since, now()) END, gap_asks = w.asks, parked_at = CASE WHEN w.parked THEN now() END,
            expected_by = coalesce(w.expected_by, l.expected_by)
        FROM unnest(@lanes, @keep, @lookIn, @gap, @asks, @parked, @expectedBy) AS w (key, keep, look_in, gap, asks, parked, expected_by)
        WHERE l.key = w.key
        """)
    {
        Parameters =
        [
            new("me", me),
            Column.Of("lanes", waits, w => w.Lane),
            Column.Of("keep", waits, w => w.KeepOwned),
            Column.Of("lookIn", waits, w => w.LookIn?.TotalSeconds),
            Column.Of("gap", waits, w => w.InGap),
            Column.Of("asks", waits, w => w.GapAsks),
            Column.Of("parked", waits, w => w.Parked),
            Column.Of("expectedBy", waits, w => w.ExpectedBy),
        ],
    };

    /// <summary>Lanes without open messages sleep until one arrives. Checked again for messages that came after the claim's snapshot.</summary>
    public static Statement Sleep(IReadOnlyList<string> lanes) => new(
        $"""
        UPDATE lane l SET owner = NULL, gap_since = NULL, gap_asks = 0, {Hold.End},
            due_at = CASE WHEN EXISTS (SELECT FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL) THEN now() END
        WHERE l.key = ANY(@lanes)
        """)
    {
        Parameters = [Column.Of("lanes", lanes)],
    };

    /// <summary>Another instance was faster with these: they are free again.</summary>
    public static Statement Release(long me, IReadOnlyList<string> lanes) =>
        new("UPDATE lane SET owner = nullif(owner, @me), due_at = coalesce(due_at, now()) WHERE key = ANY(@lanes)")
        {
            Parameters = [new("me", me), Column.Of("lanes", lanes)],
        };

    /// <summary>
    /// After a commit without an answer: frees lanes that it may have taken and this instance does not know of. No call was made for them, so nothing is
    /// uncertain.
    /// </summary>
    public static List<Statement> FreeForgotten(long me, IReadOnlyList<string> inHand) =>
    [
        new(
            """
            UPDATE delivery SET state = CASE WHEN reason = l.held_reason THEN 'held' ELSE 'pending' END FROM lane l
            WHERE delivery.lane = l.key AND l.owner = @me AND l.key <> ALL(@inHand) AND delivery.state = 'sending'
            """)
        {
            Parameters = [new("me", me), Column.Of("inHand", inHand)],
        },
        new("UPDATE lane SET owner = NULL, due_at = now() WHERE owner = @me AND key <> ALL(@inHand)")
        {
            Parameters = [new("me", me), Column.Of("inHand", inHand)],
        },
    ];
}

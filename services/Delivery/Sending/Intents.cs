using Npgsql;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Sending;

/// <summary>A call that is to be made once its intent is committed.</summary>
/// <param name="IsProbe">True where the provider is paused and this call goes to see.</param>
internal sealed record Intent(LaneHead Head, Recipient.Known Recipient, bool IsProbe);

/// <summary>How a lane that is in hand goes on where no call follows.</summary>
/// <param name="KeepOwned">True while a lookup runs: the lane stays this instance's.</param>
/// <param name="LookIn">When it is looked at next; null to leave it.</param>
/// <param name="InGap">True where something before its head is missing.</param>
/// <param name="Parked">True if its head waits for nothing but the provider, which is paused.</param>
internal sealed record LaneWait(string Lane, bool KeepOwned, TimeSpan? LookIn, bool InGap = false, int GapAsks = 0, bool Parked = false)
{
    /// <summary>It keeps its place among those that are due.</summary>
    public static LaneWait ForProvider(LaneHead head) => new(head.Message.Lane, KeepOwned: false, LookIn: null, Parked: true);
}

/// <summary>What a round writes of the lanes that it took, beside conclusions.</summary>
internal static class Intents
{
    /// <summary>
    /// Commits to a call: state <c>sending</c>, the next attempt, the lane owned. Only where the row is still as the claim read it, and
    /// the lane free or ours: no row, no call. What was ever uncertain may now arrive twice. The moment of the first attempt is the one that
    /// the claim read: both are the transaction's. Returns the message ids.
    /// </summary>
    public static NpgsqlBatchCommand Write(long me, IReadOnlyList<Intent> intents) => new(
        """
        WITH intended AS (
            UPDATE delivery d SET state = 'sending', attempt = d.attempt + 1, attempted_at = now(), phone = i.phone, chat_id = i.chat,
                first_attempt_at = CASE WHEN d.attempt = 0 THEN now() ELSE d.first_attempt_at END,
                maybe_duplicate = d.maybe_duplicate OR d.uncertain_since IS NOT NULL
            FROM unnest(@ids, @attempts, @phones, @chats) AS i (id, attempt, phone, chat)
            WHERE d.message_id = i.id AND d.attempt = i.attempt AND d.state NOT IN ('delivered', 'failed', 'closed')
            RETURNING d.message_id, d.lane)
        UPDATE lane l SET owner = @me, gap_since = NULL, gap_asks = 0, parked_at = NULL FROM intended i WHERE l.key = i.lane RETURNING i.message_id
        """)
    {
        Parameters =
        {
            new("me", me),
            new("ids", Column(intents, i => i.Head.Message.MessageId)),
            new("attempts", Column(intents, i => i.Head.Attempt)),
            new("phones", Column(intents, i => i.Recipient.Phone)),
            new("chats", Column(intents, i => i.Recipient.ChatId)),
        },
    };

    public static NpgsqlBatchCommand Write(long me, IReadOnlyList<LaneWait> waits) => new(
        """
        UPDATE lane l SET owner = CASE WHEN w.keep THEN @me END,
            due_at = CASE WHEN w.look_in IS NULL THEN l.due_at ELSE now() + w.look_in * interval '1 s' END,
            gap_since = CASE WHEN w.gap THEN coalesce(l.gap_since, now()) END, gap_asks = w.asks, parked_at = CASE WHEN w.parked THEN now() END
        FROM unnest(@lanes, @keep, @lookIn, @gap, @asks, @parked) AS w (key, keep, look_in, gap, asks, parked) WHERE l.key = w.key
        """)
    {
        Parameters =
        {
            new("me", me),
            new("lanes", Column(waits, w => w.Lane)),
            new("keep", Column(waits, w => w.KeepOwned)),
            new("lookIn", Column(waits, w => w.LookIn?.TotalSeconds)),
            new("gap", Column(waits, w => w.InGap)),
            new("asks", Column(waits, w => w.GapAsks)),
            new("parked", Column(waits, w => w.Parked)),
        },
    };

    /// <summary>Nothing is open in these lanes: they sleep until something arrives. Looked at again, for what came since the claim's snapshot.</summary>
    public static NpgsqlBatchCommand Sleep(IReadOnlyList<string> lanes) => new(
        """
        UPDATE lane l SET owner = NULL, gap_since = NULL, gap_asks = 0, held_reason = NULL, held_since = NULL, held_looks = 0,
            due_at = CASE WHEN EXISTS (SELECT FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL) THEN now() END
        WHERE l.key = ANY(@lanes)
        """)
    {
        Parameters = { new("lanes", lanes.ToArray()) },
    };

    /// <summary>Somebody was faster with these: they are free again.</summary>
    public static NpgsqlBatchCommand Release(long me, IReadOnlyList<string> lanes) =>
        new("UPDATE lane SET owner = nullif(owner, @me), due_at = coalesce(due_at, now()) WHERE key = ANY(@lanes)")
        {
            Parameters = { new("me", me), new("lanes", lanes.ToArray()) },
        };

    /// <summary>
    /// After a commit that was never answered: what it may have put into this instance's hand and nobody here knows of is free again. No
    /// call was made for it, so nothing is uncertain.
    /// </summary>
    public static List<NpgsqlBatchCommand> FreeForgotten(long me, IReadOnlyList<string> inHand) =>
    [
        new(
            """
            UPDATE delivery SET state = CASE WHEN reason = l.held_reason THEN 'held' ELSE 'pending' END FROM lane l
            WHERE delivery.lane = l.key AND l.owner = @me AND l.key <> ALL(@inHand) AND delivery.state = 'sending'
            """)
        {
            Parameters = { new("me", me), new("inHand", inHand.ToArray()) },
        },
        new("UPDATE lane SET owner = NULL, due_at = now() WHERE owner = @me AND key <> ALL(@inHand)")
        {
            Parameters = { new("me", me), new("inHand", inHand.ToArray()) },
        },
    ];

    private static TValue[] Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> of) => [.. rows.Select(of)];
}

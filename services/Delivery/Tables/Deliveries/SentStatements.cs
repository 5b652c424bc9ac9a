using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Deliveries;

/// <summary>Queries about sent messages, for recognising echoes.</summary>
internal static class SentStatements
{
    /// <summary>Only the ids are left of a message that was forgotten (a restored database).</summary>
    private const string Columns =
        """
        s.message_id, coalesce(d.lane, '') AS lane, coalesce(d.number, 0) AS number, coalesce(d.type, '') AS type, coalesce(d.body, '') AS body,
        coalesce(d.parts_done, 0) AS parts_done, coalesce(d.maybe_duplicate, false) AS maybe_duplicate, coalesce(d.received_at, now()) AS received_at,
        d.first_attempt_at, d.phone, d.done_at,
        coalesce(d.state = 'sending', false) AS in_call, d.uncertain_since IS NOT NULL AS was_uncertain,
        coalesce(d.state = 'delivered' AND d.parts_done > 0, false) AS was_answered,
        ARRAY(SELECT provider_message_id FROM sent_id i WHERE i.message_id = s.message_id) AS ids
        """;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Our messages that have one of these ids.</summary>
    public static Statement<SentMessage> WithIds(IReadOnlyList<string> ids) => Select(
        """
        FROM (SELECT DISTINCT message_id FROM sent_id WHERE provider_message_id = ANY(@ids)) s
        LEFT JOIN delivery d ON d.message_id = s.message_id
        """,
        Column.Of("ids", ids.Select(ForeignId.Of)));

    /// <summary>
    /// Messages sent to this phone within 24 h of a time that may have arrived, and open ones whenever they were sent. In their lane's order.
    /// </summary>
    public static Statement<SentMessage> SentTo(string phone, DateTimeOffset around) => Select(
        """
        FROM delivery d, LATERAL (SELECT d.message_id) s
        WHERE d.phone = @phone AND (d.state IN ('sending', 'delivered') OR d.uncertain_since IS NOT NULL)
          AND (d.attempted_at BETWEEN @around - interval '24 h' AND @around + interval '24 h' OR d.done_at IS NULL)
        ORDER BY d.number
        """,
        new("phone", phone),
        new("around", Possible(around)));

    /// <summary>The last messages of others that the provider's answer confirmed by this time, the latest first.</summary>
    public static Statement<SentMessage> LastAnswered(DateTimeOffset until, int most) => Select(
        """
        FROM delivery d, LATERAL (SELECT d.message_id) s
        WHERE d.done_at <= @until AND d.done_at > @until - interval '7 days' AND d.state = 'delivered' AND d.parts_done > 0 AND NOT d.local
        ORDER BY d.done_at DESC LIMIT @most
        """,
        new("until", Possible(until)),
        new("most", (long)most));

    /// <summary>True while an uncertain message waits for a sign of arrival and the provider is not paused.</summary>
    public static Statement<bool> AwaitsSigns() => new(
        """
        SELECT EXISTS (SELECT FROM delivery d JOIN lane l ON l.key = d.lane
                       WHERE d.uncertain_since IS NOT NULL AND d.state = 'pending' AND d.unanswered > 0 AND l.due_at > now())
           AND NOT EXISTS (SELECT FROM provider WHERE paused_until IS NOT NULL) AS awaits
        """,
        row => row.Is("awaits"));

    /// <summary>Locks the message's lane.</summary>
    public static Statement<bool> LockLaneOf(Guid messageId) => new(
        "SELECT 1 FROM lane WHERE key = (SELECT lane FROM delivery WHERE message_id = @id) FOR UPDATE", _ => true)
    {
        Parameters = [new("id", messageId)],
    };

    /// <summary>
    /// Marks an uncertain message as delivered. If its call is running, it is left to the call, with a mark: whatever its outcome, it has arrived.
    /// Returns the message if it is delivered now; otherwise no row.
    /// </summary>
    public static Statement<(bool Local, bool MaybeDuplicate)> Arrive(Guid messageId) => new(
        $"""
        WITH calling AS (
            UPDATE delivery SET arrived = true WHERE message_id = @id AND state = 'sending' AND uncertain_since IS NOT NULL),
        arrived AS (
            UPDATE delivery SET state = 'delivered', reason = NULL, done_at = now(), announce_at = CASE WHEN local THEN NULL ELSE now() END
            WHERE message_id = @id AND done_at IS NULL AND state <> 'sending' AND uncertain_since IS NOT NULL
            RETURNING lane, number, local, maybe_duplicate)
        UPDATE lane SET last_done = greatest(last_done, a.number), due_at = now(), {Hold.End}
        FROM arrived a WHERE key = a.lane
        RETURNING a.local, a.maybe_duplicate
        """,
        row => (row.Is("local"), row.Is("maybe_duplicate")))
    {
        Parameters = [new("id", messageId)],
    };

    /// <summary>True if the lane has an open message.</summary>
    public static Statement<bool> IsBusy(string lane) => new(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE lane = @lane AND done_at IS NULL) AS busy", row => row.Is("busy"))
    { Parameters = [new("lane", lane)] };

    /// <summary>The last messages of a lane, the latest first.</summary>
    public static Statement<OutgoingMessage> LastOf(string lane, int most) => new(
        $"SELECT {Outgoing.Columns} FROM delivery d WHERE d.lane = @lane ORDER BY d.number DESC LIMIT @most", Outgoing.Read)
    {
        Parameters = [new("lane", lane), new("most", (long)most)],
    };

    private static Statement<SentMessage> Select(string from, params NpgsqlParameter[] parameters) =>
        new($"SELECT {Columns} {from}", Read) { Parameters = parameters };

    /// <summary>Times also come from foreign bodies, and a database cannot store all of them.</summary>
    private static DateTimeOffset Possible(DateTimeOffset time) => time < Earliest ? Earliest : time > Latest ? Latest : time;

    private static SentMessage Read(Row row)
    {
        var message = Outgoing.Read(row);
        return new SentMessage
        {
            Message = message,
            InCall = row.Is("in_call"),
            WasUncertain = row.Is("was_uncertain"),
            WasAnswered = row.Is("was_answered"),
            FirstAttemptAt = message.FirstAttemptAt ?? message.ReceivedAt,
            DoneAt = row.TimeOrNull("done_at"),
            Ids = row.Texts("ids"),
        };
    }
}

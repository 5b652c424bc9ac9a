using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.Delivery.Tables.Watching;

/// <summary>
/// The gauges of the lanes. Each statement reads a partial index of open rows, so history costs nothing. A held lane may wait for people for days, so
/// its messages are counted apart from the others.
/// </summary>
internal static class DeliveryGauges
{
    private const string State = "state";

    /// <summary>The receiver's side.</summary>
    public static readonly DatabaseLook Undelivered = new(
        """
        WITH open AS (SELECT lane, count(*) AS depth, min(received_at) AS oldest FROM delivery WHERE done_at IS NULL GROUP BY lane),
        lanes AS (SELECT o.*, l.held_reason IS NOT NULL AS held FROM open o JOIN lane l ON l.key = o.lane)
        SELECT s.state, coalesce(sum(depth), 0)::float8 AS messages, coalesce(max(depth), 0)::float8 AS lane_depth,
               coalesce(extract(epoch FROM now() - min(oldest)), 0)::float8 AS age
        FROM (VALUES ('waiting', false), ('held', true)) AS s (state, held) LEFT JOIN lanes USING (held) GROUP BY s.state
        """,
        State,
        new LookedGauge("relay.undelivered.messages", "messages", "{message}", "Messages to be delivered here that have no outcome yet."),
        new LookedGauge("relay.undelivered.lane_depth", "lane_depth", "{message}", "The most of these in one lane."),
        new LookedGauge("relay.undelivered.age", "age", "s", "Age of the oldest of these since it arrived here; 0 if there is none."));

    /// <summary>The origin's side, including contacts but not notices to the owner.</summary>
    public static readonly DatabaseLook Unsettled = new(
        """
        WITH lanes AS (
            SELECT count(*) AS depth, min(accepted_at) AS oldest, bool_or(held_reason IS NOT NULL) AS held
            FROM accepted WHERE publish_at IS NOT NULL AND type <> 'OwnerMustKnow' GROUP BY lane)
        SELECT s.state, coalesce(sum(depth), 0)::float8 AS messages, coalesce(extract(epoch FROM now() - min(oldest)), 0)::float8 AS age
        FROM (VALUES ('waiting', false), ('held', true)) AS s (state, held) LEFT JOIN lanes USING (held) GROUP BY s.state
        """,
        State,
        new LookedGauge("relay.unsettled.messages", "messages", "{message}", "Messages accepted here whose outcome is not back."),
        new LookedGauge("relay.unsettled.age", "age", "s", "Age of the oldest of these since its acceptance; 0 if there is none."));

    /// <summary>Separate values for "away or busy" and for a refused account, which needs people.</summary>
    public static readonly DatabaseLook Provider = new(
        """
        SELECT c.cause,
               (CASE WHEN p.paused_until IS NOT NULL AND p.account = c.account THEN extract(epoch FROM now() - p.paused_since) ELSE 0 END)::float8 AS paused
        FROM provider p CROSS JOIN (VALUES ('away', false), ('account', true)) AS c (cause, account)
        """,
        "cause",
        new LookedGauge("relay.provider.paused", "paused", "s", "How long nothing has gone out to the provider, by cause; 0 while it is not paused."));
}

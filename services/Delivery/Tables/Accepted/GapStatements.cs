using Relay.Contracts.Lanes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Accepted;

/// <summary>What the origin does and says when a receiver misses something in a lane.</summary>
internal static class GapStatements
{
    private static readonly string JudgeSql =
        $"""
        SELECT h.id, a.settled_at IS NOT NULL AS settled, coalesce({Unsettled.Before("@lane", "h.number")}, 0) AS previous
        FROM unnest(@ids, @numbers) AS h (id, number) LEFT JOIN accepted a ON a.message_id = h.id
        WHERE a.message_id IS NULL OR a.settled_at IS NOT NULL
        """;

    /// <summary>Makes due what is unsettled in the gap.</summary>
    public static Statement PublishNow(MessagesMissing missing) => new(
        "UPDATE accepted SET publish_at = now() WHERE lane = @lane AND number > @from AND number <= @to AND settled_at IS NULL")
    {
        Parameters = [new("lane", missing.Lane), new("from", missing.From), new("to", missing.To)],
    };

    /// <summary>
    /// Of the messages that the receiver holds: those that are settled, and those that this database does not know (it was restored from a
    /// backup).
    /// </summary>
    public static Statement<(Guid MessageId, bool IsSettled, long Previous)> Judge(MessagesMissing missing) => new(
        JudgeSql, row => (row.Id("id"), row.Is("settled"), row.Number("previous")))
    {
        Parameters =
        [
            new("lane", missing.Lane),
            Column.Of("ids", missing.Held, held => held.MessageId),
            Column.Of("numbers", missing.Held, held => held.Number),
        ],
    };
}

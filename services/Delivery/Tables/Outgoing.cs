using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables;

/// <summary>Reads a row of <c>delivery</c> as the message for its sender.</summary>
internal static class Outgoing
{
    /// <summary>The columns that <see cref="Read"/> needs. A statement that computes one of them gives it the same name.</summary>
    /// <remarks>Of <c>delivery</c>, which the statement calls <c>d</c>.</remarks>
    public const string Columns = "d.message_id, d.lane, d.number, d.type, d.body, d.parts_done, d.maybe_duplicate, d.received_at, d.first_attempt_at, d.phone";

    public static OutgoingMessage Read(Row row) => new()
    {
        MessageId = row.Id("message_id"),
        Lane = row.Text("lane"),
        Number = row.Number("number"),
        Type = row.Text("type"),
        Body = row.Text("body"),
        PartsDone = row.Count("parts_done"),
        MaybeDuplicate = row.Is("maybe_duplicate"),
        ReceivedAt = row.Time("received_at"),
        FirstAttemptAt = row.TimeOrNull("first_attempt_at"),
        SentTo = row.TextOrNull("phone"),
    };
}

using System.Globalization;
using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables.Watching;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Inspecting;

/// <summary>Reads the state of a client's messages.</summary>
internal sealed class Inspection(NpgsqlDataSource database)
{
    private const int Newest = 30;

    public async Task<ClientStatus> ReadAsync(WhoseStatus whose, CancellationToken cancellationToken)
    {
        string[] parties =
        [
            .. whose.Chats.Select(chat => chat.ToString(CultureInfo.InvariantCulture)), .. whose.Phone.Length > 0 ? [whose.Phone] : Array.Empty<string>(),
        ];
        var (lanes, pause) = (StatusStatements.Lanes(parties), StatusStatements.PauseReason());
        var (accepted, deliveries) = (StatusStatements.Accepted(parties, Newest), StatusStatements.Deliveries(parties, Newest));
        await database.CommitAsync([StatusStatements.NotByKeys(), lanes, accepted, deliveries, pause], cancellationToken);
        return new ClientStatus(
            [.. lanes.Rows.Select(InWords)],
            [.. accepted.Rows.Select(row => new AcceptedStatus(
                row.MessageId, row.AcceptedAt, row.Publishes, row.NextPublication, row.Outcome ?? Held(row.HeldReason), MessageJson.Beginning(row.Body)))],
            [.. deliveries.Rows.Select(row => new DeliveryStatus(
                row.MessageId, row.Kind, row.ReceivedAt, row.State.Text(), row.Reason, row.Attempts, row.DoneAt, row.MaybeDuplicate, row.OutcomeTold,
                MessageJson.Beginning(row.Body)))],
            pause.Rows is [var why] ? why : null);
    }

    private static string? Held(string? reason) => reason is null ? null : $"held: {reason}";

    private static LaneStatus InWords(LaneLook lane)
    {
        var waits = lane.HeldReason is { } held ? $"held: {held} since {lane.HeldSince:u}"
            : lane.GapSince is { } gap ? $"a message before its next one is missing since {gap:u}; its origin is asked for it"
            : lane.IsInHand ? "its next message is in hand"
            : "its turn";
        return new LaneStatus(lane.Lane, $"{lane.Open} open; {waits}", lane.DueAt);
    }
}

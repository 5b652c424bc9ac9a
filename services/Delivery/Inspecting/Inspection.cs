using System.Globalization;
using Npgsql;
using Relay.Delivery.Messages;

namespace Relay.Delivery.Inspecting;

/// <summary>Reads where a client's messages are. A lane's key ends with the phone or the chat that it belongs to.</summary>
internal sealed class Inspection(NpgsqlDataSource database)
{
    private const int Newest = 30;

    private const string OwnLanes = "split_part(reverse(lane), ':', 1) = ANY(SELECT reverse(p) FROM unnest(@parties) AS p)";

    private const string LanesSql =
        """
        SELECT l.key, l.held_reason, l.held_since, l.gap_since, l.due_at, l.owner IS NOT NULL,
               (SELECT count(*) FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL)
        FROM lane l
        WHERE split_part(reverse(l.key), ':', 1) = ANY(SELECT reverse(p) FROM unnest(@parties) AS p)
          AND EXISTS (SELECT FROM delivery d WHERE d.lane = l.key AND d.done_at IS NULL)
        ORDER BY l.key
        """;

    private const string AcceptedSql =
        $"""
        SELECT message_id, accepted_at, publishes, CASE WHEN settled_at IS NULL THEN publish_at END, outcome, coalesce(body, '')
        FROM accepted WHERE type IS NOT NULL AND lane IS NOT NULL AND {OwnLanes} ORDER BY position DESC LIMIT @newest
        """;

    private const string DeliveriesSql =
        $"""
        SELECT message_id, type, received_at, state, reason, attempt, done_at, maybe_duplicate, announce_at IS NULL, body
        FROM delivery WHERE {OwnLanes} ORDER BY received_at DESC, number DESC LIMIT @newest
        """;

    private const string ProviderSql = "SELECT why FROM provider WHERE paused_until IS NOT NULL";

    public async Task<ClientStatus> ReadAsync(WhoseStatus whose, CancellationToken cancellationToken)
    {
        string[] parties = [.. whose.Chats.Select(chat => chat.ToString(CultureInfo.InvariantCulture)), .. whose.Phone.Length > 0 ? [whose.Phone] : Array.Empty<string>()];
        return new ClientStatus(
            await ReadAsync(LanesSql, parties, Lane, cancellationToken),
            await ReadAsync(AcceptedSql, parties, Accepted, cancellationToken),
            await ReadAsync(DeliveriesSql, parties, Delivery, cancellationToken),
            (await ReadAsync(ProviderSql, parties, reader => Text(reader, 0) ?? "paused", cancellationToken)).FirstOrDefault());
    }

    private async Task<List<T>> ReadAsync<T>(string sql, string[] parties, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new("parties", parties));
        command.Parameters.Add(new("newest", Newest));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static LaneStatus Lane(NpgsqlDataReader reader)
    {
        var waits = Text(reader, 1) is { } held ? $"held: {held} since {Time(reader, 2):u}"
            : Time(reader, 3) is { } gap ? $"a message before its next one is missing since {gap:u}; its origin is asked for it"
            : reader.GetBoolean(5) ? "its next message is in hand"
            : "its turn";
        return new LaneStatus(reader.GetString(0), $"{reader.GetInt64(6)} open; {waits}", Time(reader, 4));
    }

    private static AcceptedStatus Accepted(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2), Time(reader, 3), Text(reader, 4), MessageJson.Beginning(reader.GetString(5)));

    private static DeliveryStatus Delivery(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), Text(reader, 4), reader.GetInt32(5),
        Time(reader, 6), reader.GetBoolean(7), reader.GetBoolean(8), MessageJson.Beginning(reader.GetString(9)));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

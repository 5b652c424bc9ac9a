using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.Persistence;

internal sealed class StoredEvents : IStoredEvents
{
    private const int MostAtOnce = 500;
    private const int GuidLength = 36;
    private const int MostNotes = 200;
    private const int QueriesAtOnce = 2;

    private readonly NpgsqlDataSource database;
    private readonly GroupedWork<EventKeys, EventLook> looks;

    public StoredEvents(NpgsqlDataSource database)
    {
        this.database = database;
        looks = new GroupedWork<EventKeys, EventLook>(LookAsync, MostAtOnce, QueriesAtOnce);
    }

    public Task<EventLook> LookAsync(EventKeys keys, CancellationToken cancellationToken) => looks.AddAsync(keys).WaitAsync(cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, string>> SeenAsAsync(IReadOnlyList<Guid> seenIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT message_id, mark FROM accepted WHERE message_id = ANY(@ids) AND type IS NULL");
        command.Parameters.Add(new("ids", seenIds.ToArray()));
        var seen = new Dictionary<Guid, string>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (SeenMark.IdIn(await rows.IsDBNullAsync(1, cancellationToken) ? null : rows.GetString(1)) is { } id)
            {
                seen.Add(rows.GetGuid(0), id);
            }
        }

        return seen;
    }

    public async Task<bool> KnowsRepliesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM accepted WHERE type = @type AND (mark IS NULL OR mark NOT LIKE @notifications))");
        command.Parameters.AddRange(new NpgsqlParameter[] { new("type", nameof(OperatorReplied)), new("notifications", AcceptedNotification.Pattern) });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlySet<Guid>> AcceptedAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT coalesce(array_agg(message_id), '{}') FROM accepted WHERE message_id = ANY(@ids)");
        command.Parameters.Add(new("ids", messageIds.ToArray()));
        return ((Guid[])(await command.ExecuteScalarAsync(cancellationToken))!).ToHashSet();
    }

    public async Task<IReadOnlyDictionary<Guid, RelayedText>> RelayedTextsAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT message_id, body, mark FROM accepted WHERE message_id = ANY(@ids) AND type = @type AND body IS NOT NULL");
        command.Parameters.Add(new("ids", messageIds.ToArray()));
        command.Parameters.Add(new("type", nameof(OperatorReplied)));
        var texts = new Dictionary<Guid, RelayedText>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var mark = await rows.IsDBNullAsync(2, cancellationToken) ? null : rows.GetString(2);
            var reply = MessageJson.Read<OperatorReplied>(rows.GetString(1));
            texts.Add(rows.GetGuid(0), new RelayedText(reply.Text, reply.AcceptedAt, RelayedText.TimeIn(mark)));
        }

        return texts;
    }

    public async Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT 1 FROM delivery WHERE lane = @lane AND done_at IS NULL)");
        command.Parameters.Add(new("lane", lane));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlyList<OutgoingMessage>> NotesAsync(string phone, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT message_id, lane, number, type, body, received_at FROM delivery WHERE lane = @lane ORDER BY number DESC LIMIT @most");
        command.Parameters.Add(new("lane", $"note:{phone}"));
        command.Parameters.Add(new("most", (long)MostNotes));
        var notes = new List<OutgoingMessage>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            notes.Add(new OutgoingMessage
            {
                MessageId = rows.GetGuid(0),
                Lane = rows.GetString(1),
                Number = rows.GetInt64(2),
                Type = rows.GetString(3),
                Body = rows.GetString(4),
                PartsDone = 0,
                MaybeDuplicate = false,
                ReceivedAt = rows.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return notes;
    }

    /// <summary>As scalar subqueries with a limit: PostgreSQL can make no hash of a whole table out of these, whatever it thinks of its size.</summary>
    private async Task<IReadOnlyList<EventLook>> LookAsync(IReadOnlyList<EventKeys> events)
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT 1 FROM sent_id WHERE provider_message_id = ANY(string_to_array(t.sent, E'\n')) LIMIT 1) IS NULL
               AND (SELECT 1 FROM delivery WHERE phone = t.phone AND attempted_at > now() - interval '8 days'
                    AND (attempted_at > now() - interval '24 h' OR done_at IS NULL) LIMIT 1) IS NULL
               AND (SELECT 1 FROM delivery WHERE lane = t.lane AND done_at IS NULL LIMIT 1) IS NULL,
               (SELECT message_id::text || coalesce(mark, '') FROM accepted WHERE message_id = ANY(string_to_array(t.seen, ' ')::uuid[]) LIMIT 1)
            FROM unnest(@sent, @seen, @phones, @lanes) WITH ORDINALITY AS t (sent, seen, phone, lane, position) ORDER BY position
            """);
        command.Parameters.Add(new("sent", events.Select(one => string.Join('\n', one.SentIds.Select(ForeignId.Of))).ToArray()));
        command.Parameters.Add(new("seen", events.Select(one => string.Join(' ', one.SeenIds)).ToArray()));
        command.Parameters.Add(new("phones", events.Select(one => one.Phone).ToArray()));
        command.Parameters.Add(new("lanes", events.Select(one => one.WaitingLane).ToArray()));
        var seen = new List<EventLook>(events.Count);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var known = await rows.IsDBNullAsync(1) ? null : rows.GetString(1);
            seen.Add(new EventLook(rows.GetBoolean(0), known is null ? null : Guid.Parse(known[..GuidLength]), SeenMark.IdIn(known?[GuidLength..])));
        }

        return seen;
    }
}

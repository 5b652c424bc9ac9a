using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery;
using Relay.Delivery.Sending;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.Persistence;

internal sealed class StoredEvents : IStoredEvents
{
    private const int MostAtOnce = 500;
    private const int MostNotes = 200;
    private const int QueriesAtOnce = 2;

    private readonly NpgsqlDataSource database;
    private readonly GroupedWork<Event, bool> looks;

    public StoredEvents(NpgsqlDataSource database)
    {
        this.database = database;
        looks = new GroupedWork<Event, bool>(AreOrdinaryAsync, MostAtOnce, QueriesAtOnce);
    }

    public Task<bool> IsOrdinaryAsync(string? providerMessageId, string phone, string waitingLane, CancellationToken cancellationToken) =>
        looks.AddAsync(new Event(providerMessageId, phone, waitingLane)).WaitAsync(cancellationToken);

    public async Task<bool> KnowsAnyAsync(IReadOnlyList<string> providerMessageIds, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT EXISTS (SELECT FROM sent_id WHERE provider_message_id = ANY(@ids))
                OR EXISTS (SELECT FROM accepted WHERE message_id = ANY(@messages))
            """);
        command.Parameters.Add(new("ids", providerMessageIds));
        command.Parameters.Add(new("messages", messageIds));
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
            texts.Add(rows.GetGuid(0), new RelayedText(MessageJson.Read<OperatorReplied>(rows.GetString(1)).Text, RelayedText.TimeIn(mark)));
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

    public async Task<IReadOnlyList<string>> CopiesAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT coalesce(array_agg(provider_message_id), '{}') FROM sent_id WHERE at > now() - interval '25 hours' AND message_id = @id");
        command.Parameters.Add(new("id", messageId));
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>As scalar subqueries with a limit: PostgreSQL can make no hash of a whole table out of these, whatever it thinks of its size.</summary>
    private async Task<IReadOnlyList<bool>> AreOrdinaryAsync(IReadOnlyList<Event> events)
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT 1 FROM sent_id WHERE provider_message_id = t.id LIMIT 1) IS NULL
               AND (SELECT 1 FROM delivery WHERE phone = t.phone AND (state = 'sending' OR uncertain_since IS NOT NULL) LIMIT 1) IS NULL
               AND (SELECT 1 FROM delivery WHERE lane = t.lane AND done_at IS NULL LIMIT 1) IS NULL
            FROM unnest(@ids, @phones, @lanes) WITH ORDINALITY AS t (id, phone, lane, position) ORDER BY position
            """);
        command.Parameters.Add(new("ids", events.Select(one => one.ProviderMessageId).ToArray()));
        command.Parameters.Add(new("phones", events.Select(one => one.Phone).ToArray()));
        command.Parameters.Add(new("lanes", events.Select(one => one.WaitingLane).ToArray()));
        var ordinary = new List<bool>(events.Count);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            ordinary.Add(rows.GetBoolean(0));
        }

        return ordinary;
    }

    private readonly record struct Event(string? ProviderMessageId, string Phone, string WaitingLane);
}

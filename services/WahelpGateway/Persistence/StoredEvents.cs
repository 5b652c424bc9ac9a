using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery;
using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.Persistence;

internal sealed class StoredEvents : IStoredEvents
{
    private const int MostAtOnce = 500;
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

    public async Task<string?> AcceptedTextAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT body FROM accepted WHERE message_id = @id AND type = @type");
        command.Parameters.Add(new("id", messageId));
        command.Parameters.Add(new("type", nameof(OperatorReplied)));
        return await command.ExecuteScalarAsync(cancellationToken) is string body ? MessageJson.Read<OperatorReplied>(body).Text : null;
    }

    public async Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT 1 FROM delivery WHERE lane = @lane AND done_at IS NULL)");
        command.Parameters.Add(new("lane", lane));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<int> CopiesAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT count(*)::int FROM sent_id WHERE at > now() - interval '25 hours' AND message_id = @id");
        command.Parameters.Add(new("id", messageId));
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
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

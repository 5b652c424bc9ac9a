using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery;

namespace Relay.WahelpGateway.Persistence;

internal sealed class StoredEvents(NpgsqlDataSource database) : IStoredEvents
{
    public async Task<bool> IsOrdinaryAsync(string? providerMessageId, string phone, string waitingLane, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT NOT EXISTS (SELECT FROM sent_id WHERE provider_message_id = @id)
               AND NOT EXISTS (SELECT FROM delivery WHERE phone = @phone AND (state = 'sending' OR uncertain_since IS NOT NULL))
               AND NOT EXISTS (SELECT FROM delivery WHERE lane = @lane AND done_at IS NULL)
            """);
        command.Parameters.Add(new("id", NpgsqlTypes.NpgsqlDbType.Text) { Value = providerMessageId ?? (object)DBNull.Value });
        command.Parameters.Add(new("phone", phone));
        command.Parameters.Add(new("lane", waitingLane));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

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
}

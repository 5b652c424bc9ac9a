using Npgsql;
using NpgsqlTypes;
using Relay.TelegramGateway.ReceivingUpdates;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The row of this bot in <c>poller</c>.</summary>
internal sealed class PollerState(NpgsqlDataSource database, TelegramOptions options) : IPollerState
{
    public async Task<long?> LastUpdateAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT last_update_id FROM poller WHERE bot_id = @bot");
        command.Parameters.AddWithValue("bot", options.BotId);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    public async Task SaveAsync(NpgsqlConnection connection, long? lastUpdateId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO poller (bot_id, last_update_id, last_good_at) VALUES (@bot, @last, now())
            ON CONFLICT (bot_id) DO UPDATE SET last_update_id = coalesce(excluded.last_update_id, poller.last_update_id), last_good_at = now()
            """,
            connection);
        command.Parameters.AddWithValue("bot", options.BotId);
        command.Parameters.Add(new("last", NpgsqlDbType.Bigint) { Value = (object?)lastUpdateId ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT now() - last_good_at FROM poller WHERE bot_id = @bot");
        command.Parameters.AddWithValue("bot", options.BotId);
        return await command.ExecuteScalarAsync(cancellationToken) as TimeSpan?;
    }
}

using Npgsql;
using Relay.TelegramGateway.ReceivingUpdates;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The row of this bot in <c>poller</c>.</summary>
internal sealed class PollerState(NpgsqlDataSource database, TelegramOptions options) : IPollerState
{
    public async Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO poller (bot_id, last_good_at) VALUES (@bot, now()) ON CONFLICT (bot_id) DO UPDATE SET last_good_at = now()", connection);
        command.Parameters.AddWithValue("bot", options.BotId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT now() - last_good_at FROM poller WHERE bot_id = @bot");
        command.Parameters.AddWithValue("bot", options.BotId);
        return await command.ExecuteScalarAsync(cancellationToken) as TimeSpan?;
    }
}

using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The row of this bot in <c>poller</c>.</summary>
internal sealed class PollerState(NpgsqlDataSource database, TelegramOptions options) : IPollerState
{
    public Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.RunAsync(
        new Statement("INSERT INTO poller (bot_id, last_good_at) VALUES (@bot, now()) ON CONFLICT (bot_id) DO UPDATE SET last_good_at = now()")
        {
            Parameters = [new("bot", options.BotId)],
        },
        cancellationToken);

    public async Task<TimeSpan?> SinceLastGoodAsync(CancellationToken cancellationToken)
    {
        var since = new Statement<TimeSpan?>(
            "SELECT extract(epoch FROM now() - last_good_at)::float8 AS age FROM poller WHERE bot_id = @bot", row => row.Seconds("age"))
        {
            Parameters = [new("bot", options.BotId)],
        };
        return await database.ReadAsync(since, cancellationToken) is [var age] ? age : null;
    }
}

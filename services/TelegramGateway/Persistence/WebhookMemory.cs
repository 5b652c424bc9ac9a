using Npgsql;
using NpgsqlTypes;
using Relay.TelegramGateway.ReceivingUpdates;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The rows of this bot in <c>own_webhook</c>.</summary>
internal sealed class WebhookMemory(NpgsqlDataSource database, TelegramOptions options) : IWebhookMemory
{
    public Task AddAsync(string url, CancellationToken cancellationToken) =>
        ExecuteAsync("INSERT INTO own_webhook (bot_id, url) VALUES (@bot, @url) ON CONFLICT DO NOTHING", url, cancellationToken);

    public async Task<bool> KnowsAsync(string url, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT EXISTS (SELECT FROM own_webhook WHERE bot_id = @bot AND url = @url)", url);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task KeepOnlyAsync(string? url, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM own_webhook WHERE bot_id = @bot AND url IS DISTINCT FROM @url", url, cancellationToken);

    private async Task ExecuteAsync(string sql, string? url, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, url);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, string? url)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("bot", options.BotId);
        command.Parameters.AddWithValue("url", NpgsqlDbType.Text, (object?)url ?? DBNull.Value);
        return command;
    }
}

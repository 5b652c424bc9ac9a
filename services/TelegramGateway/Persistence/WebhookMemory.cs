using Npgsql;
using NpgsqlTypes;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The rows of this bot in <c>own_webhook</c>.</summary>
internal sealed class WebhookMemory(NpgsqlDataSource database, TelegramOptions options) : IWebhookMemory
{
    public Task AddAsync(string url, CancellationToken cancellationToken) =>
        database.RunAsync(
            new Statement("INSERT INTO own_webhook (bot_id, url) VALUES (@bot, @url) ON CONFLICT DO NOTHING") { Parameters = Of(url) }, cancellationToken);

    public async Task<bool> KnowsAsync(string url, CancellationToken cancellationToken)
    {
        var known = new Statement<bool>("SELECT EXISTS (SELECT FROM own_webhook WHERE bot_id = @bot AND url = @url) AS known", row => row.Is("known"))
        {
            Parameters = Of(url),
        };
        return (await database.ReadAsync(known, cancellationToken))[0];
    }

    public Task KeepOnlyAsync(string? url, CancellationToken cancellationToken) =>
        database.RunAsync(
            new Statement("DELETE FROM own_webhook WHERE bot_id = @bot AND url IS DISTINCT FROM @url") { Parameters = Of(url) }, cancellationToken);

    private IReadOnlyList<NpgsqlParameter> Of(string? url) =>
        [new("bot", options.BotId), new("url", NpgsqlDbType.Text) { Value = (object?)url ?? DBNull.Value }];
}

using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts;
using Relay.Delivery.Receiving;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Clients who let the bot back in: what was held for them goes on. Beside the receiving of updates, which must not wait for it; what a
/// crash forgets here costs time only, for held lanes look again by themselves.
/// </summary>
internal sealed partial class ReturnedClients(NpgsqlDataSource database, IInbox inbox, DatabaseRetries retries, ILogger<ReturnedClients> logger)
    : BackgroundService
{
    private readonly Channel<long> chats = Channel.CreateBounded<long>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Notes the chat; never waits.</summary>
    public void Post(long chatId) => chats.Writer.TryWrite(chatId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var chat in chats.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                foreach (var party in await retries.RepeatAsync(token => PartiesAsync(chat, token), stoppingToken))
                {
                    await inbox.ReleaseAsync([party], Reasons.BotBlocked, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    /// <summary>Replies are held by phone, and a chat may have several; prompts by chat. A call that runs may still come back with a hold.</summary>
    private async Task<List<string>> PartiesAsync(long chatId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT DISTINCT lane.party FROM lane
            JOIN delivery ON delivery.lane = lane.key AND delivery.done_at IS NULL
            WHERE (lane.held_reason = @reason OR lane.owner IS NOT NULL) AND delivery.chat_id = @chat
            """);
        command.Parameters.AddWithValue("reason", Reasons.BotBlocked);
        command.Parameters.AddWithValue("chat", chatId);
        var parties = new List<string> { chatId.ToString(CultureInfo.InvariantCulture) };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            parties.Add(rows.GetString(0));
        }

        return parties;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "What waited for a client who came back could not be released: it looks again by itself")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Contracts;
using Relay.Delivery.Receiving;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Clients who let the bot back in: what was held for them goes on. Beside the receiving of updates, which must not wait for it; what a
/// crash forgets here costs time only, for held lanes look again by themselves.
/// </summary>
internal sealed partial class ReturnedClients(IInbox inbox, ILogger<ReturnedClients> logger)
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
                await inbox.ReleaseChatAsync(chat, Reasons.BotBlocked, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, error);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "What waited for a client who came back could not be released: it looks again by itself")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Contracts;
using Relay.Delivery.Receiving;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// Clients who unblocked the bot: their held messages are released. This runs beside the receiving of updates, which must not wait for it. If a crash
/// loses an entry, it costs only time, because held lanes try again by themselves.
/// </summary>
internal sealed partial class ReturnedClients(IInbox inbox, ILogger<ReturnedClients> logger)
    : BackgroundService
{
    private readonly Channel<long> chats = Channel.CreateBounded<long>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Adds the chat; never waits.</summary>
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "The messages for a client who came back could not be released; they are tried again by themselves")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Once an hour removes the hashes of texts that can no longer be edited.</summary>
internal sealed partial class ForgettingTexts(IChatMemory memory, IDatabaseReady database, TimeProvider time, ILogger<ForgettingTexts> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await memory.ForgetAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, error);
            }

            await Task.Delay(Round, time, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old hashes could not be removed; it is tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

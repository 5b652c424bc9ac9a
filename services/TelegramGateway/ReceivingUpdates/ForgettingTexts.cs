using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Once an hour removes the hashes of texts that can no longer be edited.</summary>
internal sealed partial class ForgettingTexts(IChatMemory memory, IDatabaseReady database, TimeProvider time, ILogger<ForgettingTexts> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        await Rounds.RunAsync(ForgetAsync, Every, error => Log.Failed(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> ForgetAsync(CancellationToken cancellationToken)
    {
        await memory.ForgetAsync(cancellationToken);
        return Every;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old hashes could not be removed; it is tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

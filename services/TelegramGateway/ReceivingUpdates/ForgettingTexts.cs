using Microsoft.Extensions.Hosting;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Once an hour drops the hashes of texts that nobody can edit any more.</summary>
internal sealed class ForgettingTexts(IChatMemory memory, IDatabaseReady database, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TransientErrors.RepeatAsync(memory.ForgetAsync, time, stoppingToken);
            await Task.Delay(Round, time, stoppingToken);
        }
    }
}

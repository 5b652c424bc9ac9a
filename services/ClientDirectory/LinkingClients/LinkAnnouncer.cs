using MassTransit;
using Relay.ServiceDefaults.Bus;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>Publishes committed changes, in order, until the broker has them. Only then is the message that caused them acknowledged.</summary>
internal sealed partial class LinkAnnouncer(IBusSender bus, TimeProvider time, ILogger<LinkAnnouncer> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task PublishAsync(IReadOnlyList<object> announcements, CancellationToken cancellationToken)
    {
        foreach (var announcement in announcements)
        {
            await PublishAsync(announcement, cancellationToken);
        }
    }

    public async Task PublishAsync(object announcement, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await bus.PublishAsync(announcement, announcement.GetType(), Guid.CreateVersion7(time.GetUtcNow()), parent: null, cancellationToken);
                return;
            }
            catch (MessageReturnedException)
            {
                // No service is subscribed, so none has a cache to clear.
                Log.NobodyListens(logger, announcement.GetType().Name);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                Log.NotTaken(logger, error, announcement.GetType().Name);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Nobody listens to {Announcement}")]
        public static partial void NobodyListens(ILogger logger, string announcement);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take {Announcement}; trying again")]
        public static partial void NotTaken(ILogger logger, Exception exception, string announcement);
    }
}

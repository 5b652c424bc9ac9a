using Relay.Contracts.Operations;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.TellingTheOwner;

/// <summary>Sends notices for the owner to TelegramGateway, at growing intervals, until the answer comes.</summary>
internal sealed partial class NoticeSender(
    DeadLetterNotices notices, IBusSender bus, IDatabaseReady database, TimeProvider time, ILogger<NoticeSender> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, (DateTimeOffset Due, TimeSpan Pause)> said = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Rounds.RunAsync(SayAllAsync, Every, error => Log.NotSaid(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> SayAllAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in await notices.UntoldAsync(cancellationToken))
        {
            await SayAsync(notice, cancellationToken);
        }

        return Every;
    }

    private async Task SayAsync(OwnerMustKnow notice, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (due, pause) = said.GetValueOrDefault(notice.MessageId, (now, Every));
        if (due > now)
        {
            return;
        }

        await bus.PublishAsync(notice, typeof(OwnerMustKnow), notice.MessageId, parent: null, cancellationToken);
        said[notice.MessageId] = (now + pause, pause * 2 > LongestPause ? LongestPause : pause * 2);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The owner could not be told of dead letters; trying again")]
        public static partial void NotSaid(ILogger logger, Exception exception);
    }
}

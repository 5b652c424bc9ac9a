using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables;
using Relay.Delivery.Tables.Watching;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Watching;

/// <summary>
/// Checks every half minute for problems to report to the owner: a paused provider, a lane that waits too long, dead letters. While the provider is
/// paused, all lanes wait for it, and only the pause is reported.
/// </summary>
internal sealed partial class Watchman(
    NpgsqlDataSource database, IDatabaseIdentity identity, IOwnerNotices owner, RelayOptions options, IDatabaseReady ready, TimeProvider time,
    ILogger<Watchman> logger)
    : BackgroundService
{
    private const int MostAtOnce = 20;

    private readonly HashSet<(string Lane, DateTimeOffset Since)> told = []; // lanes reported as stuck; after a restart the notices' ids prevent repeats

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        await Rounds.RunAsync(TellAsync, Timings.WatchEvery, error => Log.LookFailed(logger, error), time, stoppingToken);
    }

    private async Task<TimeSpan> TellAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in await LookAsync(cancellationToken))
        {
            await owner.TellAsync(notice, cancellationToken);
        }

        return Timings.WatchEvery;
    }

    internal async Task<List<OwnerNotice>> LookAsync(CancellationToken cancellationToken)
    {
        var words = new OwnerWords(options.Language);
        var notices = new List<OwnerNotice>();
        var (pause, stuckLanes) = (NoticeStatements.LongPause(), NoticeStatements.StuckLanes());
        var (held, dead) = (NoticeStatements.LongHeldLanes(), NoticeStatements.DeadLetters());
        await database.RunAsync([pause, stuckLanes, held, dead], cancellationToken);
        notices.AddRange(pause.Rows.Select(row => new OwnerNotice("provider_paused", "", words.ProviderPaused(row.Why, row.Account), row.Since)));
        told.IntersectWith(stuckLanes.Rows);
        foreach (var (key, since) in stuckLanes.Rows.Where(one => !told.Contains(one)).Take(MostAtOnce).ToList())
        {
            var lane = await identity.PublicNameAsync(key, cancellationToken);
            notices.Add(new OwnerNotice("lane_waits", lane, words.LaneWaits(lane), since));
            told.Add((key, since));
        }

        if (held.Rows[0] > 0)
        {
            notices.Add(new OwnerNotice("lanes_held", "", words.LanesHeld(held.Rows[0]), Day(time.GetUtcNow())));
        }

        notices.AddRange(dead.Rows.Select(row => new OwnerNotice("dead_letters", "", words.DeadLetters(row.Count), Day(row.Last).AddHours(row.Last.Hour))));
        return notices;
    }

    /// <summary>Held lanes are reported once a day, dead letters once an hour.</summary>
    private static DateTimeOffset Day(DateTimeOffset at) => new(at.Year, at.Month, at.Day, 0, 0, 0, at.Offset);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Checking for problems to report to the owner failed; it is repeated")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}

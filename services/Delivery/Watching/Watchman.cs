using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Tables;
using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Watching;

/// <summary>
/// Looks every half minute for what the owner must hear: a paused provider, a lane that waits too long, dead letters. While the provider is
/// paused all lanes wait for that, and only that is told.
/// </summary>
internal sealed partial class Watchman(
    NpgsqlDataSource database, IDatabaseIdentity birth, IOwnerNotices owner, RelayOptions options, IDatabaseReady ready, TimeProvider time, ILogger<Watchman> logger)
    : BackgroundService
{
    private const int MostAtOnce = 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly HashSet<(string Lane, DateTimeOffset Since)> told = []; // of those that are stuck now; after a restart the notices' ids say it

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                foreach (var notice in await LookAsync(stoppingToken))
                {
                    await owner.TellAsync(notice, stoppingToken);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Log.LookFailed(logger, error.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task<List<OwnerNotice>> LookAsync(CancellationToken cancellationToken)
    {
        var words = new OwnerWords(options.Language);
        var notices = new List<OwnerNotice>();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            "SELECT why, account, paused_since FROM provider WHERE paused_until IS NOT NULL AND (account OR paused_since < now() - interval '1 min')"));
        batch.BatchCommands.Add(new(
            """
            SELECT l.key, d.received_at FROM lane l
            JOIN LATERAL (SELECT received_at FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true
            WHERE (l.due_at IS NOT NULL OR l.owner IS NOT NULL) AND l.held_reason IS NULL
              AND NOT EXISTS (SELECT FROM provider WHERE paused_until IS NOT NULL)
              AND d.received_at < now() - interval '10 min'
            ORDER BY d.received_at
            """));
        batch.BatchCommands.Add(new(
            """
            SELECT count(*) FROM lane l
            JOIN LATERAL (SELECT received_at FROM delivery WHERE lane = l.key AND done_at IS NULL ORDER BY number LIMIT 1) d ON true
            WHERE l.held_reason IS NOT NULL AND NOT EXISTS (SELECT FROM provider WHERE paused_until IS NOT NULL)
              AND d.received_at < now() - interval '24 h'
            HAVING count(*) > 0
            """));
        batch.BatchCommands.Add(new("SELECT count(*), max(at) FROM dead WHERE at > now() - interval '1 h' AND discarded_at IS NULL HAVING count(*) > 0"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var since = reader.GetFieldValue<DateTimeOffset>(2);
            notices.Add(new OwnerNotice("provider_paused", "", words.ProviderPaused(reader.GetString(0), reader.GetBoolean(1)), since));
        }

        await reader.NextResultAsync(cancellationToken);
        var stuck = new HashSet<(string Lane, DateTimeOffset Since)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stuck.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        told.IntersectWith(stuck);
        foreach (var (key, since) in stuck.Where(one => !told.Contains(one)).Take(MostAtOnce).ToList())
        {
            var lane = await birth.PublicNameAsync(key, cancellationToken);
            notices.Add(new OwnerNotice("lane_waits", lane, words.LaneWaits(lane), since));
            told.Add((key, since));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            notices.Add(new OwnerNotice("lanes_held", "", words.LanesHeld(reader.GetInt64(0)), Day(time.GetUtcNow())));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var at = reader.GetFieldValue<DateTimeOffset>(1);
            notices.Add(new OwnerNotice("dead_letters", "", words.DeadLetters(reader.GetInt64(0)), Day(at).AddHours(at.Hour)));
        }

        return notices;
    }

    /// <summary>Held lanes are told of once a day, dead letters once an hour.</summary>
    private static DateTimeOffset Day(DateTimeOffset at) => new(at.Year, at.Month, at.Day, 0, 0, 0, at.Offset);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for what the owner must hear failed ({Error}); it is repeated")]
        public static partial void LookFailed(ILogger logger, string error);
    }
}

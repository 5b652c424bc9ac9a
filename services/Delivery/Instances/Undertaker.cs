using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Queues;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Instances;

/// <summary>
/// Watches the beats of the others, declares instances dead and frees their lanes, on connections of its own: this instance beats on whatever it
/// waits for. It waits for no lane's row; a locked one is freed by a later check of any living instance.
/// </summary>
internal sealed partial class Undertaker(
    NpgsqlDataSource database, Lazy<ISender> sender, SendSignal sending, DeliveryTelemetry telemetry, TimeProvider time, ILogger<Undertaker> logger)
{
    private readonly Dictionary<long, (long Beat, long Since)> watched = [];
    private int forgets;

    /// <summary>What happened without a watcher proves nothing: all are watched anew.</summary>
    public void Forget() => Volatile.Write(ref forgets, 1);

    /// <summary>Checks the beats of the others, declares dead those that stand still, and frees their lanes.</summary>
    public async Task LookAsync(IInstances me, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var others = await connection.ReadAsync(InstanceStatements.Others(me.Id), cancellationToken);
        var beats = others.ToDictionary(other => other.Id, other => other.Beat);
        if (Interlocked.Exchange(ref forgets, 0) == 1 || !me.IsAlive)
        {
            watched.Clear();
        }

        foreach (var (other, beat) in await DeadAsync(connection, beats, cancellationToken))
        {
            await TryBuryAsync(other, beat, cancellationToken);
        }

        await FreeLanesAsync(connection, cancellationToken);
    }

    /// <summary>This instance ends: the others need not wait until its death is noticed.</summary>
    public async Task BuryAsync(long me, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await BuryAsync(me, onlyAtBeat: null, cancellationToken);
        await FreeLanesAsync(connection, cancellationToken);
    }

    private async Task<List<(long Id, long Beat)>> DeadAsync(NpgsqlConnection connection, Dictionary<long, long> beats, CancellationToken cancellationToken)
    {
        foreach (var gone in watched.Keys.Except(beats.Keys).ToList())
        {
            watched.Remove(gone);
        }

        var dead = new List<(long Id, long Beat)>();
        foreach (var (other, beat) in beats)
        {
            if (!watched.TryGetValue(other, out var last) || last.Beat != beat)
            {
                watched[other] = (beat, time.GetTimestamp());
            }
            else if (await IsDeadAsync(connection, other, time.GetElapsedTime(last.Since), cancellationToken))
            {
                dead.Add((other, beat));
            }
        }

        return dead;
    }

    private static async Task<bool> IsDeadAsync(NpgsqlConnection connection, long other, TimeSpan still, CancellationToken cancellationToken) =>
        still >= Timings.KilledAfter
        && (still >= Timings.FrozenAfter || (await connection.ReadAsync(InstanceStatements.IsUnlocked(other), cancellationToken))[0]);

    private async Task TryBuryAsync(long other, long beat, CancellationToken cancellationToken)
    {
        try
        {
            if (await BuryAsync(other, beat, cancellationToken))
            {
                Log.BuriedOther(logger, other);
            }
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // It is frozen within a round, which PostgreSQL ends soon: the next check declares it dead.
        }
    }

    private async Task<bool> BuryAsync(long id, long? onlyAtBeat, CancellationToken cancellationToken)
    {
        var bury = InstanceStatements.Bury(id, onlyAtBeat);
        await database.CommitAsync([LockedLanes.Timeout, bury], cancellationToken);
        return bury.Rows[0];
    }

    private async Task FreeLanesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var buried = await connection.ReadAsync(InstanceStatements.BuriedOwners(), cancellationToken);
        if (buried.Count == 0)
        {
            return;
        }

        var freed = await connection.ReadAsync(InstanceStatements.FreeLanes(buried, sender.Value.ArrivalShowsWithin), cancellationToken);
        telemetry.BecameUncertain(freed.Count(isUncertain => isUncertain));
        if (freed.Count > 0)
        {
            sending.Raise();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} is dead: its lanes are free")]
        public static partial void BuriedOther(ILogger logger, long id);
    }
}

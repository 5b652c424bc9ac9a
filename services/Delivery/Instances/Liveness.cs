using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Instances;

/// <summary>
/// Beats on its own connection, which holds this instance's advisory lock and does nothing else. Time is this process's monotonic clock, so jumps of
/// the wall clock have no effect.
/// </summary>
internal sealed partial class Liveness(
    NpgsqlDataSource database,
    Undertaker undertaker,
    IDatabaseReady ready,
    TimeProvider time,
    ILogger<Liveness> logger)
    : BackgroundService, IInstances
{
    private long id;
    private long lastBeat;

    public long Id => Volatile.Read(ref id);

    public bool IsAlive => Volatile.Read(ref lastBeat) is not 0 and var beat && time.GetElapsedTime(beat) < Timings.RightsLast;

    public async Task<bool> TryHoldAsync(string role, CancellationToken cancellationToken)
    {
        if (!IsAlive)
        {
            return false;
        }

        var hold = InstanceStatements.TryHold(role, Id);
        await database.RunAsync(hold, cancellationToken);
        return hold.Changed == 1 && IsAlive;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        await Task.WhenAll(LiveAsync(stoppingToken), WatchAsync(stoppingToken));
    }

    /// <summary>Everything else has stopped by now: the next instance need not wait until this one's death is noticed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await undertaker.BuryAsync(Id, cancellationToken);
        }
        catch (Exception error)
        {
            Log.LostConnection(logger, error, Id);
        }
    }

    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                try
                {
                    await LiveAsync(connection, stoppingToken);
                }
                finally
                {
                    // The pool would keep the lock with the connection. If the connection is broken, the lock is gone already.
                    await connection.RunAsync(InstanceStatements.Unlock(Id), CancellationToken.None);
                }
            }
            catch (Exception error)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.LostConnection(logger, error, Id);
                    await Task.Delay(Timings.BeatEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            finally
            {
                Volatile.Write(ref lastBeat, 0);
            }
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Timings.BeatEvery, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                if (IsAlive)
                {
                    await undertaker.LookAsync(this, stoppingToken);
                }
            }
            catch (Exception error)
            {
                undertaker.Forget();
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.LookFailed(logger, error);
                }
            }
        }
    }

    private async Task LiveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await BeginAsync(connection, cancellationToken);
        using var timer = new PeriodicTimer(Timings.BeatEvery, time);
        while (await BeatAsync(connection, cancellationToken))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        Log.Buried(logger, Id);
    }

    /// <summary>Takes a new identity, or the former one again, and its lock on this connection.</summary>
    internal async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        undertaker.Forget();
        if (!await ResumeAsync(connection, cancellationToken))
        {
            Volatile.Write(ref id, (await connection.ReadAsync(InstanceStatements.Register(), cancellationToken))[0]);
            await connection.RunAsync(InstanceStatements.TryLock(Id), cancellationToken);
            Log.Registered(logger, Id);
        }
    }

    /// <summary>Beats.</summary>
    /// <returns>False if this instance was declared dead.</returns>
    internal async Task<bool> BeatAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var before = time.GetTimestamp();
        if (!await TryBeatAsync(connection, cancellationToken))
        {
            return false;
        }

        Volatile.Write(ref lastBeat, before);
        return true;
    }

    /// <summary>After a lost connection: resumes the same instance, if it was not declared dead and the old lock is gone.</summary>
    private async Task<bool> ResumeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Id != 0
        && await TryBeatAsync(connection, cancellationToken)
        && (await connection.ReadAsync(InstanceStatements.TryLock(Id), cancellationToken))[0];

    private async Task<bool> TryBeatAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var beat = InstanceStatements.Beat(Id);
        await connection.RunAsync(beat, cancellationToken);
        return beat.Changed == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "This is instance {Id}")]
        public static partial void Registered(ILogger logger, long id);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} lost its connection: it starts no calls until it is back")]
        public static partial void LostConnection(ILogger logger, Exception exception, long id);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Id} was declared dead while it was away: it takes a new identity")]
        public static partial void Buried(ILogger logger, long id);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Watching the other instances failed; it is repeated")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}

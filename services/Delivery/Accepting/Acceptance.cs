using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Accepting;

/// <summary>Stores intakes as one transaction. If that fails, it stores them one by one, so that one bad intake affects no other.</summary>
internal sealed partial class Acceptance : IAcceptance
{
    private const int LargestBatch = 500;

    private readonly NpgsqlDataSource database;
    private readonly AcceptTransaction transaction;
    private readonly LockedLanes locked;
    private readonly IDeadLetters dead;
    private readonly PublishQueue publishing;
    private readonly SendSignal sending;
    private readonly DeliveryTelemetry telemetry;
    private readonly MessageTraces traces;
    private readonly ILogger<Acceptance> logger;
    private readonly GroupCommit<Entry> commits;

    public Acceptance(
        NpgsqlDataSource database,
        AcceptTransaction transaction,
        LockedLanes locked,
        IDeadLetters dead,
        PublishQueue publishing,
        SendSignal sending,
        DeliveryTelemetry telemetry,
        MessageTraces traces,
        ILogger<Acceptance> logger)
    {
        (this.database, this.transaction, this.locked, this.dead) = (database, transaction, locked, dead);
        (this.publishing, this.sending, this.telemetry, this.traces, this.logger) = (publishing, sending, telemetry, traces, logger);
        commits = new GroupCommit<Entry>(StoreGroupAsync, LargestBatch);
    }

    public async Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<Intake> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        if (!traces.AreOn)
        {
            return await AcceptAsync(batch.Select(intake => new Entry(intake, Activity.Current?.Id)).ToList(), alongside, cancellationToken);
        }

        var spans = batch.Select(Trace).ToList();
        var entries = batch.Zip(spans, (intake, span) => new Entry(intake, span?.Id ?? Activity.Current?.Id)).ToList();
        try
        {
            return await AcceptAsync(entries, alongside, cancellationToken);
        }
        finally
        {
            foreach (var (entry, span) in entries.Zip(spans))
            {
                span?.SetTag(MessageTraces.Outcome, entry.IsNew ? "accepted" : "not_new").Dispose();
            }
        }
    }

    private async Task<IReadOnlySet<Guid>> AcceptAsync(
        List<Entry> entries, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        if (alongside is null)
        {
            await Task.WhenAll(entries.Select(commits.AddAsync)).WaitAsync(cancellationToken);
        }
        else
        {
            await StoreAsync(entries, alongside, cancellationToken);
        }

        return entries.Where(entry => entry.IsNew).Select(entry => entry.Intake.MessageId).ToHashSet();
    }

    /// <summary>The messages of a batch are unrelated: their spans are siblings, not nested.</summary>
    private Activity? Trace(Intake intake)
    {
        if (intake.Publish is null && intake.Local.Count == 0)
        {
            return null;
        }

        var outer = Activity.Current;
        var span = traces.Start("accept", intake.MessageId, intake.Lane, parent: null);
        Activity.Current = outer;
        return span;
    }

    private Task StoreGroupAsync(IReadOnlyList<Entry> entries) => StoreAsync(entries, alongside: null, CancellationToken.None);

    private async Task StoreAsync(
        IReadOnlyList<Entry> entries, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(entries, alongside, cancellationToken);
        }
        catch (PostgresException error) when (entries.Count > 0 && IsOneIntakesFault(error))
        {
            Log.GoesOneByOne(logger, entries.Count, error.SqlState);
            await StoreOneByOneAsync(entries, cancellationToken);
            if (alongside is not null)
            {
                await CommitAsync([], alongside, cancellationToken);
            }
        }
    }

    /// <summary>A lane locked by another transaction, or content that the database refuses: the other intakes must not wait for it.</summary>
    private static bool IsOneIntakesFault(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.LockNotAvailable || !TransientErrors.IsTransient(error);

    private async Task StoreOneByOneAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            try
            {
                await CommitAsync([entry], alongside: null, cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable && entry.Intake.Lane is { } lane)
            {
                locked.Add(lane);
                await CommitAsync([entry], alongside: null, cancellationToken);
            }
            catch (PostgresException error) when (!TransientErrors.IsTransient(error))
            {
                // Without a key: a replay that fails again makes a new letter, and must not wait for the old row, which the replay has locked.
                Log.BecameDead(logger, entry.Intake.MessageId, error.SqlState);
                await dead.StoreAsync(
                    new DeadLetter(DeadLetterSource.Accepting, $"the database refused it ({error.SqlState})", entry.Intake.Raw ?? ""), cancellationToken);
            }
        }
    }

    private async Task CommitAsync(
        IReadOnlyList<Entry> entries,
        Func<NpgsqlConnection, CancellationToken, Task>? alongside,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        var toPublish = await transaction.StoreAsync(connection, entries, cancellationToken);
        if (alongside is not null)
        {
            await alongside(connection, cancellationToken);
        }

        await commit.CommitAsync(cancellationToken);
        FailPoint.Reach(FailPoint.Accepted);
        publishing.HandOver(toPublish);
        telemetry.Accepted(entries.Count(entry => entry is { IsNew: true, Intake: { Lane: not null, Publish: not null } }));
        if (entries.Any(entry => entry.Intake.Local.Count > 0))
        {
            sending.Raise();
        }
    }

    /// <summary>An intake with its trace.</summary>
    internal sealed record Entry(Intake Intake, string? TraceParent)
    {
        /// <summary>Set after the insert.</summary>
        public bool IsNew { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} could not be stored as one ({SqlState}): its intakes are stored one by one")]
        public static partial void GoesOneByOne(ILogger logger, int count, string sqlState);

        [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be stored ({SqlState}): it is a dead letter now")]
        public static partial void BecameDead(ILogger logger, Guid messageId, string sqlState);
    }
}

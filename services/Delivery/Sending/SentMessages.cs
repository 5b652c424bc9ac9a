using Npgsql;
using Relay.Delivery.Messages;
using Relay.Delivery.Queues;
using Relay.Delivery.Tables;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tracing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending;

/// <summary>What was sent, as echoes ask for it.</summary>
internal sealed class SentMessages(NpgsqlDataSource database, AnnounceQueue announcing, SendSignal sending, DeliveryTelemetry telemetry) : ISentMessages
{
    public Task<IReadOnlyList<SentMessage>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(SentStatements.WithIds(ids), cancellationToken);

    public Task<IReadOnlyList<SentMessage>> SentToAsync(string phone, DateTimeOffset around, CancellationToken cancellationToken) =>
        database.ReadAsync(SentStatements.SentTo(phone, around), cancellationToken);

    public Task<IReadOnlyList<SentMessage>> LastAnsweredAsync(DateTimeOffset until, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(SentStatements.LastAnswered(until, most), cancellationToken);

    public async Task<bool> KeepAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var keep = Keep(messageId, ids);
        await database.RunAsync(keep, cancellationToken);
        return keep.Changed > 0;
    }

    public async Task<bool> AwaitsSignsAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(SentStatements.AwaitsSigns(), cancellationToken))[0];

    public async Task<bool> IsBusyAsync(string lane, CancellationToken cancellationToken) =>
        (await database.ReadAsync(SentStatements.IsBusy(lane), cancellationToken))[0];

    public Task<IReadOnlyList<OutgoingMessage>> LastOfAsync(string lane, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(SentStatements.LastOf(lane, most), cancellationToken);

    public async Task ConfirmArrivalAsync(Guid messageId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var arrive = SentStatements.Arrive(messageId);
        await database.CommitAsync([LockedLanes.Timeout, SentStatements.LockLaneOf(messageId), arrive, Keep(messageId, ids)], cancellationToken);
        foreach (var arrived in arrive.Rows)
        {
            telemetry.Arrived(arrived.Local, arrived.MaybeDuplicate);
        }

        announcing.LookNow();
        sending.Raise();
    }

    private static Statement Keep(Guid messageId, IReadOnlyList<string> ids) => ProviderIds.Keep([.. ids.Select(id => (messageId, id, (ShownContent?)null))]);
}

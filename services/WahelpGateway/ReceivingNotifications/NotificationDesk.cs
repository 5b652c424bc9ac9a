using Relay.Contracts.Wahelp;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>
/// Accepts notifications into their clients' lanes like managers' replies: order, waiting, repeating and reasons are the same.
/// </summary>
internal sealed class NotificationDesk(IAcceptance acceptance, IAcceptedNotifications accepted, WahelpOptions options, TimeProvider time)
{
    /// <summary>The result of each, after the commit. Of two with one id the first counts.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is away: nothing was stored.</exception>
    public async Task<IReadOnlyList<Became>> AcceptAsync(IReadOnlyList<Notification> batch, CancellationToken cancellationToken)
    {
        var first = batch.DistinctBy(one => one.MessageId).ToHashSet(ReferenceEqualityComparer.Instance);
        var added = await acceptance.AcceptAsync([.. batch.Where(first.Contains).Select(ToIntake)], alongside: null, cancellationToken);
        var before = batch.Where(one => !first.Contains(one) || !added.Contains(one.MessageId)).Select(one => one.MessageId).Distinct().ToList();
        var known = before.Count == 0 ? new Dictionary<Guid, AcceptedNotification>() : await accepted.FindAsync(before, cancellationToken);
        return [.. batch.Select(one =>
            first.Contains(one) && added.Contains(one.MessageId) ? Became.New
            : known.GetValueOrDefault(one.MessageId) is { } same && same.Mark == AcceptedNotification.MarkOf(one.Phone, one.Text) ? Became.Known
            : Became.Contradicts)];
    }

    private Intake ToIntake(Notification notification)
    {
        var lane = LaneKey.OfPhone(options.ChannelUuid, notification.Phone);
        return new Intake
        {
            MessageId = notification.MessageId,
            Mark = AcceptedNotification.MarkOf(notification.Phone, notification.Text),
            Lane = lane,
            Party = notification.Phone,
            Publish = new OperatorReplied
            {
                MessageId = notification.MessageId,
                Lane = lane,
                Number = 0,
                Previous = 0,
                Channel = options.ChannelUuid,
                Phone = notification.Phone,
                Text = notification.Text,
                IsNotification = true,
                AcceptedAt = time.GetUtcNow(),
            },
            Local = notification.Note ? [NotificationNote.Of(notification)] : [],
        };
    }
}

/// <summary>The result of accepting a notification.</summary>
internal enum Became
{
    /// <summary>It was new.</summary>
    New,

    /// <summary>It was accepted before, with the same phone and text.</summary>
    Known,

    /// <summary>Its id was accepted before with another phone or text: nothing changed.</summary>
    Contradicts,
}

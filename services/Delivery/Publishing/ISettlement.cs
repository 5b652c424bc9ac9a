namespace Relay.Delivery.Publishing;

/// <summary>Where the outcomes of what this service published come home: a settled message is not sent again.</summary>
public interface ISettlement
{
    /// <summary>Marks messages as final. Ids that are unknown, or settled already, change nothing. Repeats transient database errors until cancelled.</summary>
    /// <param name="outcome"><c>delivered</c>, or one of <see cref="Contracts.Reasons"/>, or what else ended it.</param>
    Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken);

    /// <summary>Remembers, for who asks, that a message waits for people; it stays unsettled. Repeats transient database errors until cancelled.</summary>
    /// <param name="reason">One of <see cref="Contracts.Reasons"/>.</param>
    Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken);
}

namespace Relay.Delivery.Publishing;

/// <summary>Receives the outcomes of published messages: a settled message is not published again.</summary>
public interface ISettlement
{
    /// <summary>Marks messages as final. Unknown or settled ids change nothing. Retries transient database errors until cancelled.</summary>
    /// <param name="outcome"><c>delivered</c>, one of <see cref="Contracts.Reasons"/>, or another end.</param>
    Task SettleAsync(IReadOnlyList<Guid> messageIds, string outcome, CancellationToken cancellationToken);

    /// <summary>Records, for status, that a message waits for people; it stays unsettled. Retries transient database errors until cancelled.</summary>
    /// <param name="reason">One of <see cref="Contracts.Reasons"/>.</param>
    Task HoldAsync(Guid messageId, string reason, CancellationToken cancellationToken);
}

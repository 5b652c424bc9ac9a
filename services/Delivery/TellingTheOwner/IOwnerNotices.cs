namespace Relay.Delivery.TellingTheOwner;

/// <summary>Sends notices to the owner through TelegramGateway, until it confirms.</summary>
public interface IOwnerNotices
{
    /// <summary>Stores the notice; a known one changes nothing. Retries transient database errors until cancelled.</summary>
    Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken);
}

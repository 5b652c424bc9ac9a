namespace Relay.Delivery.TellingTheOwner;

/// <summary>Tells the owner, by way of TelegramGateway, until it confirms.</summary>
public interface IOwnerNotices
{
    /// <summary>Stores the notice; a known one changes nothing. Repeats transient database errors until cancelled.</summary>
    Task TellAsync(OwnerNotice notice, CancellationToken cancellationToken);
}

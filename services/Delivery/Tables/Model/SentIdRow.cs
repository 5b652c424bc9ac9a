namespace Relay.Delivery.Tables.Model;

/// <summary>An id that the provider returned for one of our messages.</summary>
public sealed class SentIdRow
{
    /// <summary>The provider's id.</summary>
    public string ProviderMessageId { get; set; } = "";

    /// <summary>Our message.</summary>
    public Guid MessageId { get; set; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset At { get; set; }
}
